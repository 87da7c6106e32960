/** The tutorial's own loop, written straight into a handler. */
import { chain } from "../chain.ts";
import { serveBench } from "./serve_bench.ts";

const END_MARKER = "(답변 종료)";

serveBench(async (request) => {
  const { user_message } = await request.json();
  const chunks = await chain.stream({ user_message });
  const encoder = new TextEncoder();

  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      let result = "";
      let resultWithTokenSplits = "";
      for await (const chunk of chunks) {
        controller.enqueue(encoder.encode(`data: ${JSON.stringify(chunk)}\n\n`));
        result += chunk;
        resultWithTokenSplits += chunk + "|";
        if (result.endsWith(END_MARKER) || result.endsWith(`${END_MARKER} `)) break;
      }
      const data = JSON.stringify(resultWithTokenSplits);
      controller.enqueue(encoder.encode(`event: end\ndata: ${data}\n\n`));
      controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
});
