import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { InputShape } from "../run/langchain/input/input_shape.ts";
import { type BaseMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate, MessagesPlaceholder } from "@langchain/core/prompts";
import type { Runnable } from "@langchain/core/runnables";

/** Options for {@linkcode createChain}. */
export interface ChainOptions {
  model: BaseChatModel;
  /** The system message; empty for none. */
  systemPrompt: string;
  /** The text appended to the user's message; empty for none. */
  startMarker: string;
}

/** The variables of the chain's prompt. */
export interface ChainInput {
  /** The current message of the user. */
  user_message: string;
  /** The messages before it, oldest first. */
  history: BaseMessage[];
  /** The messages after it: tool calls and their results, or an answer to go on with. */
  after?: BaseMessage[];
}

/** What the chain takes, known before it is made. */
export const CHAIN_SHAPE: InputShape = {
  kind: "variables",
  variables: [
    { name: "history", type: "messages", isRequired: false },
    { name: "user_message", type: "text", isRequired: true },
    { name: "after", type: "messages", isRequired: false, isAfter: true },
  ],
};

/**
 * Returns the chain of the tutorial, with a system prompt and a history:
 * `[system, …history, "{user_message} (답변 시작)", …after]` → model → text. A history that
 * begins with a system message has that in place of the system prompt.
 */
export function createChain(
  { model, systemPrompt, startMarker }: ChainOptions,
): Runnable<ChainInput, string> {
  // The marker is part of the template, so its braces are doubled. The system prompt and the user's
  // message are not.
  const marker = startMarker.replaceAll(/[{}]/g, "$&$&");
  return ChainPrompt.fromMessages<ChainInput>([
    ...(systemPrompt === "" ? [] : [new SystemMessage(systemPrompt)]),
    new MessagesPlaceholder({ variableName: "history", optional: true }),
    ["human", marker === "" ? "{user_message}" : `{user_message} ${marker}`],
    new MessagesPlaceholder({ variableName: "after", optional: true }),
  ]).pipe(model).pipe(new StringOutputParser());
}

/**
 * A conversation that begins with a system message has that in place of the system prompt. Images, audio and files, which
 * come as a message before the text, are put into the same message.
 */
class ChainPrompt extends ChatPromptTemplate {
  override async formatMessages(
    ...args: Parameters<ChatPromptTemplate["formatMessages"]>
  ): Promise<BaseMessage[]> {
    const messages: BaseMessage[] = [];
    const all = await super.formatMessages(...args);
    const isReplaced = this.promptMessages[0] instanceof SystemMessage && all[1]?.type === "system";
    for (const message of isReplaced ? all.slice(1) : all) {
      const media = mediaOf(messages.at(-1));
      const isText = message.type === "human" && typeof message.content === "string";
      if (media === null || !isText) {
        messages.push(message);
        continue;
      }
      const content = [...media, { type: "text" as const, text: message.text }];
      messages.splice(-1, 1, new HumanMessage({ content }));
    }
    return messages;
  }
}

/** Returns the parts of a user's message that has no text; `null` for any other. */
function mediaOf(message: BaseMessage | undefined) {
  if (message?.type !== "human" || typeof message.content === "string") return null;
  return message.content.some(({ type }) => type === "text") ? null : message.content;
}
