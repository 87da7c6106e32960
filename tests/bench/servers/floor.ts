/** The floor: a bare `for await` that only counts. With `?messages`, the chain has no parser. */
import { chain, messageChain } from "../chain.ts";
import { lateness, type Script } from "../measure/script.ts";
import { serveBench } from "./serve_bench.ts";

serveBench(async (request) => {
  const { user_message } = await request.json();
  const script: Script = JSON.parse(user_message);
  const runnable = request.url.endsWith("?messages") ? messageChain : chain;
  let chunks = 0;
  const late: number[] = [];
  for await (const chunk of await runnable.stream({ user_message })) {
    const text = typeof chunk === "string" ? chunk : chunk.content;
    if (text === "") continue; // a frame of OpenAI's protocol
    if (script.rate !== undefined && chunks < script.tokens) late.push(lateness(chunks, script));
    chunks++;
  }
  return Response.json({ chunks, late });
});
