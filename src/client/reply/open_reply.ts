import { StreamError } from "../stream_error.ts";
import { toStreamError } from "../to_stream_error.ts";

/** Options for {@linkcode openReply}. */
export interface OpenReplyOptions {
  /** Ends the request when aborted. */
  signal?: AbortSignal | undefined;
  /** Sends the request. */
  fetch?: ((url: string | URL, init: RequestInit) => Promise<Response>) | undefined;
  /** The types of a reply that can be read. The first is asked for. */
  contentTypes: readonly string[];
}

/**
 * Sends a request for an answer.
 *
 * @throws {StreamError} if there is no reply that can be read
 * @throws the reason of the signal, if it was aborted
 */
export async function openReply(
  url: string | URL,
  init: RequestInit,
  { signal, fetch = globalThis.fetch, contentTypes }: OpenReplyOptions,
): Promise<Response> {
  let response: Response;
  signal?.throwIfAborted();
  try {
    response = await fetch(url, { ...init, signal: signal ?? null });
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw new StreamError("The server cannot be reached.", { type: "unreachable", cause });
  }
  if (!response.ok) {
    const refusal = await toStreamError(response);
    throw signal?.aborted ? signal.reason : refusal;
  }
  const type = response.headers.get("content-type") ?? "nothing";
  if (contentTypes.some((it) => type.startsWith(it))) return response;
  await response.body?.cancel();
  throw new StreamError(`Cannot read a reply of ${type}: expected ${contentTypes.join(" or ")}.`, {
    type: "broken",
  });
}

/**
 * Returns the headers of a request.
 *
 * @throws {StreamError} if the key cannot be part of a header
 */
export function headersFor(
  apiKey: string | undefined,
  headers: Readonly<Record<string, string>>,
): Headers {
  if (apiKey === undefined) return new Headers(headers);
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    const message = "An API key must be ASCII characters without spaces.";
    throw new StreamError(message, { type: "refused", status: 401 });
  }
  return new Headers({ ...headers, authorization: `Bearer ${apiKey}` });
}
