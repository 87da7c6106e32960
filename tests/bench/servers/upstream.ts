/**
 * An OpenAI-compatible server that says what the script in the last message
 * wants. `GET /closed` tells, once, how the last of its replies went.
 */
import { END_CHUNKS, now, readScript, type Script, textsOf } from "../measure/script.ts";
import { serveBench } from "./serve_bench.ts";

/** How it went after the end marker. */
export interface Closing {
  /** From when the marker was handed out until the connection was closed, in milliseconds; `null` if it never was. */
  ms: number | null;
  /** The chunks that were made in the meantime. */
  after: number;
}

let closing = Promise.withResolvers<Closing>();

serveBench(async (request) => {
  if (request.url.endsWith("/closed")) {
    const closed = await closing.promise;
    closing = Promise.withResolvers();
    return Response.json(closed);
  }
  const { messages } = await request.json();
  const script = readScript(messages.at(-1).content);
  return new Response(reply(script), {
    headers: { "content-type": "text/event-stream" },
  });
});

function reply(script: Script): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const frames = framesOf(script);
  const markerEnd = script.tokens + END_CHUNKS.length;
  // From token to token: one that was held up is not made up for, as it is not by a model.
  const interval = script.rate === undefined ? 0 : 1000 / script.rate;
  let made = 0;
  let markerAt = Infinity;
  const over = (ms: number | null) => {
    const after = Math.min(Math.max(0, made - markerEnd), script.after ?? 0);
    closing.resolve({ ms, after });
  };

  return new ReadableStream({
    async pull(controller) {
      const { value, done } = frames.next();
      if (done) {
        over(null);
        return controller.close();
      }
      if (interval > 0) await new Promise((resolve) => setTimeout(resolve, interval));
      if (++made === markerEnd) markerAt = now();
      controller.enqueue(encoder.encode(`data: ${value}\n\n`));
    },
    cancel: () => over(now() - markerAt),
  }, { highWaterMark: 0 });
}

function* framesOf(script: Script): Generator<string, void, void> {
  for (const content of textsOf(script)) yield frame({ delta: { content } });
  yield frame({ delta: {}, finish_reason: "stop" });
  yield "[DONE]";
}

function frame(choice: { delta: unknown; finish_reason?: string }): string {
  return JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 0,
    model: "bench",
    choices: [{ index: 0, finish_reason: null, ...choice }],
  });
}
