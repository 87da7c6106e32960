/**
 * The adapter reads the message chunks of a model, and of an agent; of a chain's
 * strings it makes nothing at all. So this chain ends with the model.
 *
 * @see {@link https://ai-sdk.dev/providers/adapters/langchain | The AI SDK's adapter for LangChain}
 */
import { toUIMessageStream } from "npm:@ai-sdk/langchain@3.0.99";
import { createUIMessageStreamResponse } from "npm:ai@7.0.173";
import { messageChain } from "../chain.ts";
import { serveBench } from "./serve_bench.ts";

serveBench(async (request) => {
  const { user_message } = await request.json();
  const stream = await messageChain.stream({ user_message });
  return createUIMessageStreamResponse({ stream: toUIMessageStream(stream) });
});
