/** The limit: bytes from a stream, without LangChain. */
import { readScript, textsOf, untilDue } from "../measure/script.ts";
import { serveBench } from "./serve_bench.ts";

serveBench(async (request) => {
  const script = readScript((await request.json()).user_message);
  const encoder = new TextEncoder();
  const texts = textsOf(script);
  let index = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = texts.next();
      if (done) return controller.close();
      if (script.rate !== undefined) await untilDue(index++, script);
      controller.enqueue(encoder.encode(`data: ${value}\n\n`));
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
});
