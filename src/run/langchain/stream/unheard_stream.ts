// Assumptions about LangChain's internals, which a new version may break. They hold for
// @langchain/core 1.x; the tests compare each result with that of the model's `stream`.
//
// - `BaseChatModel._streamIterator` converts its input to messages, separates call options from the
//   config, and calls `_streamResponseChunks`. Each message gets the metadata beside it. All else
//   that it does is for callbacks: it adds up all chunks for `handleLLMEnd`, one by one.
// - `Runnable.transform` adds up its whole input before that.
// - `CallbackManager.configure` returns nothing if no callback would be called.

import { CallbackManager } from "@langchain/core/callbacks/manager";
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { BaseMessage } from "@langchain/core/messages";
import type { ChatGenerationChunk } from "@langchain/core/outputs";
import type { BasePromptValueInterface } from "@langchain/core/prompt_values";
import { ensureConfig } from "@langchain/core/runnables";
import { concat } from "@langchain/core/utils/stream";
import type { RunConfig } from "../runnable.ts";

/** The parts of a chat model that LangChain's types keep to subclasses. */
interface Internals {
  _separateRunnableConfigFromCallOptionsCompat(config: unknown): [unknown, object];
  _streamResponseChunks(messages: unknown, options: object): AsyncGenerator<ChatGenerationChunk>;
}

interface PromptValues {
  _convertInputToPromptValue(input: unknown): BasePromptValueInterface;
}

/** Whether nobody listens to a model: its own callbacks, or those of LangChain's settings. */
export function isUnheard(model: BaseChatModel): boolean {
  const { callbacks, verbose } = model;
  const none = undefined;
  return CallbackManager.configure(none, callbacks, none, none, none, none, { verbose }) === none;
}

/**
 * Starts a chat model that nobody listens to, as its `transform` would. LangChain adds up the chunks
 * for callbacks, which costs more than all else that it does with them.
 *
 * @param input what the steps before the model yield
 * @returns the chunks of the model, whose messages lack the metadata beside them
 */
export async function unheardStream(
  model: BaseChatModel,
  input: AsyncIterable<unknown>,
  config: Omit<RunConfig, "callbacks">,
): Promise<AsyncGenerator<ChatGenerationChunk>> {
  let whole: unknown;
  for await (const part of input) whole = whole === undefined ? part : concat(whole, part);
  const internals = model as unknown as Internals;
  const prompt = (BaseChatModel as unknown as PromptValues)._convertInputToPromptValue(whole);
  const [, options] = internals._separateRunnableConfigFromCallOptionsCompat(
    ensureConfig(config as never),
  );
  return internals._streamResponseChunks(prompt.toChatMessages(), options);
}

/** Returns the message of a chunk, with the metadata beside it, as LangChain's streams yield it. */
export function messageOf({ message, generationInfo }: ChatGenerationChunk): BaseMessage {
  message.response_metadata = { ...generationInfo, ...message.response_metadata };
  return message;
}
