/** Options of {@linkcode linger}. */
export interface LingerOptions {
  /** The most bytes of the request that are still taken. */
  maxBytes: number;
  /** How long they are taken for, in milliseconds. */
  ms: number;
  /** How long a client may be silent until it counts as done, in milliseconds. */
  idleMs: number;
}

/** A body that says that it is no longer is left to Deno. */
const SHORT_BODY = 65_536;

/**
 * Keeps a client that is refused from sending on for ever.
 *
 * Deno goes on reading a request's body behind its reply, whatever `Connection`
 * says, and closes a connection only when the body of the reply fails. So the
 * reply ends when the request has ended, and fails if that does not happen soon.
 * A client that sends as much as it said, and no more, gets the whole reply.
 */
export function linger(response: Response, request: Request, options: LingerOptions): Response {
  const { body } = request;
  const length = Number(request.headers.get("content-length") ?? NaN);
  if (body === null || body.locked || length <= SHORT_BODY || response.body === null) {
    return response;
  }
  const said = response.body.getReader();
  const reply = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await said.read();
      if (!done) return controller.enqueue(value);
      if (await drain(body, options)) controller.close();
      else controller.error(new Error("The client sends more than it may"));
    },
  }, { highWaterMark: 0 });
  const { status, headers } = response;
  return new Response(reply, { status, headers });
}

/**
 * Reads on, until the body ends, or nothing comes for a while.
 *
 * @returns `false` if too much comes, or for too long
 */
async function drain(
  body: ReadableStream<Uint8Array>,
  { maxBytes, ms, idleMs }: LingerOptions,
): Promise<boolean> {
  const reader = body.getReader();
  const end = performance.now() + ms;
  let bytes = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    while (bytes <= maxBytes && performance.now() < end) {
      const idle = new Promise<null>((resolve) => timer = setTimeout(resolve, idleMs, null));
      const next = await Promise.race([reader.read(), idle]);
      clearTimeout(timer);
      if (next === null || next.done) return true;
      bytes += next.value.byteLength;
    }
    return false;
  } catch {
    return true; // the client is gone: there is nobody to cut off
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => {}); // it may have failed
  }
}
