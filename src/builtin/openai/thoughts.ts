import type { BaseMessage } from "@langchain/core/messages";
import type { OpenAIClient } from "@langchain/openai";
import type { ReasoningName } from "./reply/frame_cleaner.ts";

/** Returns the reasoning of each message of the assistant, in their order; empty where there is none. */
export function thoughtsIn(messages: readonly BaseMessage[]): string[] {
  return messages.filter(({ type }) => type === "ai")
    .map(({ additional_kwargs: { reasoning_content: thought } }) =>
      typeof thought === "string" ? thought : ""
    );
}

type MessageParams = OpenAIClient.Chat.ChatCompletionMessageParam[];

/** Returns the messages of a request with the reasoning of the assistant's. */
export function withThoughts(
  messages: MessageParams,
  { thoughts, name }: { thoughts: readonly string[]; name: ReasoningName },
): MessageParams {
  if (!thoughts.some((thought) => thought !== "")) return messages;
  let count = 0;
  return messages.map((message) => {
    // LangChain sends a message with audio as two.
    if (message.role !== "assistant" || message.audio != null) return message;
    const thought = thoughts[count++] ?? "";
    return thought === "" ? message : { ...message, [name]: thought };
  });
}
