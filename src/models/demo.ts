import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type LangSmithParams,
} from "@langchain/core/language_models/chat_models";
import { AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";
import { answerTo, endWith } from "./demo_script.ts";

/** How the demo speaks. */
export interface DemoModelOptions {
  /** Taken off the end of a message before it is understood; may be empty. */
  startMarker: string;
  /** Written at the end of each answer; `null` for none. */
  endMarker: string | null;
  /** How long each token takes, in milliseconds. */
  tokenDelayMs: number;
}

/**
 * "로라" without a model: a chat model that knows the tutorial's three answers,
 * chunk by chunk, and a few others. It needs no network and no key.
 */
export class DemoChatModel extends BaseChatModel {
  readonly #options: DemoModelOptions;

  /** @param options the markers and the pace */
  constructor(options: DemoModelOptions) {
    super({});
    this.#options = options;
  }

  /** LangChain's word for the kind of model. */
  override _llmType(): string {
    return "demo";
  }

  /** Names the model in traces, and in what a client hears first. */
  override getLsParams(options: this["ParsedCallOptions"]): LangSmithParams {
    return { ...super.getLsParams(options), ls_provider: "demo", ls_model_name: "demo" };
  }

  /** The whole answer at once. */
  override async _generate(
    messages: BaseMessage[],
    options: BaseChatModelCallOptions,
    runManager?: CallbackManagerForLLMRun,
  ): Promise<ChatResult> {
    const chunks = await Array.fromAsync(this._streamResponseChunks(messages, options, runManager));
    return { generations: [chunks.reduce((all, chunk) => all.concat(chunk))] };
  }

  /** The answer chunk by chunk, each after its delay. */
  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: BaseChatModelCallOptions,
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const { endMarker, tokenDelayMs } = this.#options;
    const answer = answerTo(this.#userMessage(messages));
    for (const text of [...answer, ...(endMarker === null ? [] : endWith(endMarker))]) {
      await pause(tokenDelayMs, options.signal);
      const chunk = new ChatGenerationChunk({ text, message: new AIMessageChunk(text) });
      yield chunk;
      await runManager?.handleLLMNewToken(text, undefined, undefined, undefined, undefined, {
        chunk,
      });
    }
  }

  #userMessage(messages: readonly BaseMessage[]): string {
    const said = messages.findLast((message) => message.type === "human")?.text.trimEnd() ?? "";
    const { startMarker } = this.#options;
    return startMarker !== "" && said.endsWith(startMarker)
      ? said.slice(0, -startMarker.length)
      : said;
  }
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms === 0) return;
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = () => reject(signal?.reason);
  const timer = setTimeout(resolve, ms);
  signal?.addEventListener("abort", abort);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
