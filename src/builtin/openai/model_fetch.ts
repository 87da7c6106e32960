import { ReplySizeError } from "./reply_size_error.ts";

/** Options for {@linkcode createModelFetch}. */
export interface ModelFetchOptions {
  /**
   * The most bytes of a reply that clients read whole: JSON, or an error.
   *
   * @default {16777216}
   */
  maxBytes?: number | undefined;
}

/**
 * Returns the `fetch` for the model's server.
 *
 * It does not follow redirects: a server that redirects to itself would be asked
 * 21 times, and one that redirects elsewhere would be given the conversation. A
 * reply that is not a stream and is too large fails with a
 * {@linkcode ReplySizeError}. The reader of a stream bounds each of its events.
 */
export function createModelFetch(
  { maxBytes = 16 * 2 ** 20 }: ModelFetchOptions = {},
): (input: string | URL | Request, init?: RequestInit) => Promise<Response> {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: "manual" });
    const { body, headers, ok, status, statusText } = response;
    const isStream = ok && !headers.get("content-type")?.startsWith("application/json");
    if (body === null || isStream) return response;
    return new Response(bounded(body, maxBytes), { status, statusText, headers });
  };
}

function bounded(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  maxBytes: number,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let bytes = 0;
  return body.pipeThrough(
    new TransformStream({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) throw new ReplySizeError(maxBytes);
        controller.enqueue(chunk);
      },
    }),
  );
}
