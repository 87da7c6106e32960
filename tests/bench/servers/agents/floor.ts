/** The floor: LangChain's own loop over an agent's messages, which only counts. */
import { AIMessageChunk } from "@langchain/core/messages";
import { serveBench } from "../serve_bench.ts";
import { agent } from "./agent.ts";

serveBench(async (request) => {
  const { user_message: content } = await request.json();
  const messages = [{ role: "user", content }];
  let chunks = 0;
  for await (const [message] of await agent.stream({ messages }, { streamMode: "messages" })) {
    if (AIMessageChunk.isInstance(message) && message.text !== "") chunks++;
  }
  return Response.json({ chunks, late: [] });
});
