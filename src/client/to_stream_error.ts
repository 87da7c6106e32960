import { StreamError } from "./stream_error.ts";

/** Returns the error for a refused request, with the message of the server if it sent one. */
export async function toStreamError(response: Response): Promise<StreamError> {
  const { status } = response;
  const message = await readMessage(response) ?? `The server replied with the status ${status}.`;
  const retryAfter = readRetryAfter(response.headers.get("retry-after"));
  return new StreamError(message, { type: "refused", status, retryAfter });
}

/** Returns the `message` of problem JSON, or `null`. */
async function readMessage(response: Response): Promise<string | null> {
  try {
    const { message } = await response.json();
    return typeof message === "string" ? message : null;
  } catch {
    return null; // not JSON: a proxy replied, not this server
  }
}

/** Returns the seconds of a `Retry-After` header, which may be an HTTP date. */
function readRetryAfter(value: string | null): number | null {
  if (value === null) return null;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null;
}
