import { AIMessageChunk, type ToolCallChunk } from "@langchain/core/messages";
import { SayingModel } from "./saying_model.ts";

/** What a model was called with. */
export interface SeenCall {
  messages: readonly { type: string; text: string }[];
  tools?: unknown;
  tool_choice?: unknown;
  parallel_tool_calls?: unknown;
}

/** A model of somebody else's that takes tools, and keeps what it is called with. */
export class ToolModel extends SayingModel {
  readonly calls: SeenCall[] = [];

  override bindTools(tools: unknown[], options: object = {}) {
    return this.withConfig({ ...options, tools } as never) as never;
  }

  override _streamResponseChunks(...args: Parameters<SayingModel["_streamResponseChunks"]>) {
    const [messages, options] = args;
    const { tools, tool_choice, parallel_tool_calls } = options as Partial<SeenCall>;
    this.calls.push({
      messages: messages.map(({ type, text }) => ({ type, text })),
      ...(tools === undefined ? {} : { tools }),
      ...(tool_choice === undefined ? {} : { tool_choice }),
      ...(parallel_tool_calls === undefined ? {} : { parallel_tool_calls }),
    });
    return super._streamResponseChunks(...args);
  }
}

/** A model that takes tools, and says texts and pieces of tool calls. */
export function toolModel(...says: (string | Partial<ToolCallChunk>)[]): ToolModel {
  return new ToolModel({
    chunks: says.map((it) =>
      typeof it === "string" ? new AIMessageChunk(it) : new AIMessageChunk({
        content: "",
        tool_call_chunks: [{ type: "tool_call_chunk", ...it }],
      })
    ),
  });
}

/** A tool of a caller, in OpenAI's form. */
export const WEATHER = {
  type: "function" as const,
  function: {
    name: "weather",
    description: "Tells the weather",
    parameters: {
      type: "object" as const,
      properties: { city: { type: "string" as const } },
      required: ["city"],
      additionalProperties: false,
    },
  },
};
