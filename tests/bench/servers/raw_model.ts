/**
 * The least that a stream through a model's server takes in Deno: its frames are read into one small
 * buffer, parsed, and written as events. There is no LangChain, no marker, no record and no limit.
 * Its first argument is where the model is.
 */
import type { ChainInput } from "../chain.ts";
import { serveBench } from "./serve_bench.ts";

const [baseUrl = ""] = Deno.args;
const encoder = new TextEncoder();

serveBench(async (request) => {
  const { user_message }: ChainInput = await request.json();
  const reply = await fetch(`${baseUrl}/chat/completions`, {
    method: "POST",
    body: JSON.stringify({ stream: true, messages: [{ role: "user", content: user_message }] }),
  });
  if (reply.body === null) throw new Error("The model did not reply");
  const events = eventsOf(reply.body.getReader({ mode: "byob" }));
  const body = new ReadableStream({
    async pull(controller) {
      const { value, done } = await events.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  }, { highWaterMark: 0 });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
});

/** Returns what came at once as one text. */
async function* eventsOf(reader: ReadableStreamBYOBReader): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  let buffer = new ArrayBuffer(4_096);
  let rest = "";
  let id = 0;
  while (true) {
    const { value, done } = await reader.read(new Uint8Array(buffer));
    if (done) return;
    buffer = value.buffer;
    const frames = (rest + decoder.decode(value, { stream: true })).split("\n\n");
    rest = frames.pop() ?? "";
    let events = "";
    for (const frame of frames) {
      if (frame.endsWith("[DONE]")) continue;
      const { choices: [choice] } = JSON.parse(frame.slice("data: ".length));
      const text = JSON.stringify(choice.delta.content ?? "");
      events += `id: ${id++}\nevent: data\ndata: ${text}\n\n`;
    }
    if (events !== "") yield events;
  }
}
