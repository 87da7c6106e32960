import { HttpError } from "../http_error.ts";
import { errorReply } from "./problem.ts";
import type { FetchHandler, Handler } from "../handler.ts";

/** How many bytes of an unread body are still read after the reply. */
const MAX_BYTES = 2 ** 20;
/** How long they are read, in milliseconds. */
const MAX_MS = 2_000;
/** The length up to which Deno reads the rest of a body, and keeps the connection. */
const SHORT_BODY_BYTES = 2 ** 16;

/**
 * Closes the connection of a client that keeps sending a body that is not read: that of a refused
 * request, or of one that needs no body.
 *
 * Deno would read such a body to its end, whatever its length and the `Connection` header of the
 * reply. It closes the connection only if the body is cancelled after the reply has been sent. Until
 * then a little more is read, because some clients read the reply only after they have sent all.
 */
export function withDrain(handle: FetchHandler): Handler {
  return async (request, info) => {
    if (isShort(request)) return await handle(request, info);
    const completed = info?.completed;
    if (completed === undefined) return await handle(request, info); // not from `Deno.serve`
    if (request.method === "GET" || request.method === "HEAD") return await refuseBody(request);
    const response = await handle(request, info);
    if (request.body !== null && !request.body.locked) {
      drain(request.body, completed).catch(() => {}); // the client has disconnected
    }
    return response;
  };
}

/** Whether a request has no body, or a short one by its `Content-Length`. */
function isShort({ headers }: Request): boolean {
  const length = headers.get("content-length");
  if (length !== null) return Number(length) <= SHORT_BODY_BYTES;
  return !headers.has("transfer-encoding");
}

async function drain(body: ReadableStream<Uint8Array>, completed: Promise<void>): Promise<void> {
  const reader = body.getReader();
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(late.resolve, MAX_MS, null);
  try {
    for (let bytes = 0; bytes <= MAX_BYTES;) {
      const next = await Promise.race([reader.read(), late.promise]);
      if (next === null) break;
      if (next.done) return;
      bytes += next.value.byteLength;
    }
  } finally {
    clearTimeout(timer);
  }
  await completed.catch(() => {}); // the connection closes anyway
  await reader.cancel();
}

/**
 * Refuses a `GET` or `HEAD` with a long body. Deno does not pass such a body to the handler, so it
 * cannot be cancelled. But Deno closes a connection whose reply is shorter than its
 * `Content-Length`: this one lacks its last byte.
 */
async function refuseBody(request: Request): Promise<Response> {
  const message = `Cannot read the body of a ${request.method}: send no body, or use POST.`;
  const reply = errorReply(new HttpError(400, message), request);
  const bytes = await reply.bytes();
  const headers = new Headers(reply.headers);
  headers.set("content-length", `${bytes.byteLength + 1}`);
  return new Response(ReadableStream.from([bytes]), { status: reply.status, headers });
}
