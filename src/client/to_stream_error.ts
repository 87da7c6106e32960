import { StreamError } from "./stream_error.ts";

/** Returns the error for a refused request, with the message of the server if it sent one. */
export async function toStreamError(response: Response): Promise<StreamError> {
  const { status } = response;
  const problem = await readProblem(response);
  const message = problem.message ?? `The server replied with the status ${status}.`;
  const retryAfter = readRetryAfter(response.headers.get("retry-after"));
  return new StreamError(message, { type: "refused", status, retryAfter, code: problem.code });
}

/** Returns the `message` and the `code` of problem JSON, or `null` for each. */
async function readProblem(
  response: Response,
): Promise<{ message: string | null; code: string | null }> {
  const asText = (value: unknown) => typeof value === "string" ? value : null;
  try {
    const { message, code } = await response.json();
    return { message: asText(message), code: asText(code) };
  } catch {
    return { message: null, code: null }; // not JSON: a proxy replied, not this server
  }
}

/** Returns the seconds of a `Retry-After` header, which may be an HTTP date. */
function readRetryAfter(value: string | null): number | null {
  if (value === null) return null;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null;
}
