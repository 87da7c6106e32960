import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { ToolMessage } from "@langchain/core/messages";
import { createAgent, createMiddleware } from "langchain";
import { retryInvalidCalls } from "../run/langchain/message/invalid_calls.ts";
import type { StreamableRunnable } from "../run/langchain/runnable.ts";
import { calculateTool } from "./tools/calculate.ts";
import { currentTimeTool } from "./tools/current_time.ts";
import { withoutStack } from "../run/langchain/without_stack.ts";

/** Options for {@linkcode createToolAgent}. */
export interface ToolAgentOptions {
  model: BaseChatModel;
  /** The system message; empty for none. */
  systemPrompt: string;
  /** Returns the current time. */
  clock: () => Date;
}

/** Returns an agent with tools for the time and arithmetic. */
export function createToolAgent(
  { model, systemPrompt, clock }: ToolAgentOptions,
): StreamableRunnable {
  const agent: unknown = createAgent({
    model,
    tools: [currentTimeTool(clock), calculateTool],
    middleware: [answerErrors, retryInvalidCalls],
    ...(systemPrompt === "" ? {} : { systemPrompt }),
  });
  return agent as StreamableRunnable; // its stream types are more specific than those of a run
}

/** Reports the failure of a tool call to the model, so that it can try another one. */
const answerErrors = createMiddleware({
  name: "answer_errors",
  wrapToolCall: async (request, call) => {
    try {
      return await call(request);
    } catch (error) {
      const { id = "", name } = request.toolCall;
      const reason = withoutStack(error instanceof Error ? error.message : String(error));
      return new ToolMessage({
        status: "error",
        content: `Error: ${reason}`,
        tool_call_id: id,
        name,
      });
    }
  },
});
