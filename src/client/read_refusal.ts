import { StreamError } from "./stream_error.ts";

/** Says why a server refused: in its own words, where its reply has a message. */
export async function readRefusal(response: Response): Promise<StreamError> {
  const { status } = response;
  const message = await readMessage(response) ?? `The server replied with the status ${status}.`;
  const retryAfter = readRetryAfter(response.headers.get("retry-after"));
  return new StreamError(message, { type: "refused", status, retryAfter });
}

/** The `message` of problem JSON. */
async function readMessage(response: Response): Promise<string | null> {
  try {
    const { message } = await response.json();
    return typeof message === "string" ? message : null;
  } catch {
    return null; // not JSON: not a reply of this server, but of something before it
  }
}

/** Seconds, or an HTTP date. */
function readRetryAfter(value: string | null): number | null {
  if (value === null) return null;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null;
}
