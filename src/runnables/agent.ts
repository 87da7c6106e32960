import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { ToolMessage } from "@langchain/core/messages";
import { createAgent, createMiddleware } from "langchain";
import { AgentStream } from "./agent_stream.ts";
import { calculateTool } from "./tools/calculate.ts";
import { currentTimeTool } from "./tools/current_time.ts";

/** What {@linkcode createToolAgent} is made of. */
export interface ToolAgentOptions {
  model: BaseChatModel;
  /** Said to the model first; empty for nothing. */
  systemPrompt: string;
  /** What the agent tells the time by. */
  clock: () => Date;
}

/** An agent that can tell the time anywhere, and calculate. */
export function createToolAgent({ model, systemPrompt, clock }: ToolAgentOptions): AgentStream {
  const agent = createAgent({
    model,
    tools: [currentTimeTool(clock), calculateTool],
    middleware: [answerErrors],
    ...(systemPrompt === "" ? {} : { systemPrompt }),
  });
  return new AgentStream(agent);
}

/** Answers the model that its tool call failed, and why, so that it may try another. */
const answerErrors = createMiddleware({
  name: "answer_errors",
  wrapToolCall: async (request, call) => {
    try {
      return await call(request);
    } catch (error) {
      const { id = "", name } = request.toolCall;
      const content = `Error: ${error instanceof Error ? error.message : error}`;
      return new ToolMessage({ status: "error", content, tool_call_id: id, name });
    }
  },
});
