import type { BaseLanguageModelInput } from "@langchain/core/language_models/base";
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type LangSmithParams,
} from "@langchain/core/language_models/chat_models";
import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";
import type { Runnable } from "@langchain/core/runnables";
import type { RunConfigurable } from "../run/langchain/runnable.ts";
import { demoCall } from "./demo_call.ts";
import { demoLogprobs } from "./demo_logprobs.ts";
import { answerTo, answerWith, endWith, type ScriptedCall, thoughtOn } from "./demo_script.ts";

/** Options for {@linkcode DemoChatModel}. */
export interface DemoModelOptions {
  /** The text removed from the end of a message before it is read; may be empty. */
  startMarker: string;
  /** The text at the end of each answer; `null` for none. */
  endMarker: string | null;
  /** The delay of each token, in milliseconds. */
  tokenDelayMs: number;
}

interface DemoCallOptions extends BaseChatModelCallOptions {
  /** The tools of `bindTools`. Without any, the demo calls none. */
  tools?: unknown[];
  /** Parameters of the run by their OpenAI names. The demo reads only those of log probabilities. */
  sampling?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * A scripted "로라": a chat model that knows the three answers of the tutorial, chunk by chunk, and a
 * few others. It needs no network and no key.
 */
export class DemoChatModel extends BaseChatModel<DemoCallOptions, AIMessageChunk> {
  readonly #options: DemoModelOptions;

  /** @param options the markers and the pace */
  constructor(options: DemoModelOptions) {
    super({});
    this.#options = options;
  }

  /** The type of the model in LangChain. */
  override _llmType(): string {
    return "demo";
  }

  /** The name of the model in traces and in the `start` event. */
  override getLsParams(options: this["ParsedCallOptions"]): LangSmithParams {
    return { ...super.getLsParams(options), ls_provider: "demo", ls_model_name: "demo" };
  }

  /** Lets the demo call tools: those of the built-in agent, and a caller's own. */
  override bindTools(
    tools: unknown[],
    options: Partial<DemoCallOptions> = {},
  ): Runnable<BaseLanguageModelInput, AIMessageChunk, DemoCallOptions> {
    return this.withConfig({ ...options, tools });
  }

  /** Takes the parameters of a run from its config. */
  override _separateRunnableConfigFromCallOptionsCompat(
    ...args: Parameters<BaseChatModel["_separateRunnableConfigFromCallOptionsCompat"]>
  ): ReturnType<BaseChatModel<DemoCallOptions>["_separateRunnableConfigFromCallOptionsCompat"]> {
    const [config, options] = super._separateRunnableConfigFromCallOptionsCompat(...args);
    const { sampling } = (config.configurable ?? {}) as RunConfigurable;
    return [config, Object.assign(options, { sampling })];
  }

  /** Returns the whole answer. */
  override async _generate(
    messages: BaseMessage[],
    options: DemoCallOptions,
    runManager?: CallbackManagerForLLMRun,
  ): Promise<ChatResult> {
    const chunks = await Array.fromAsync(this._streamResponseChunks(messages, options, runManager));
    return { generations: [chunks.reduce((all, chunk) => all.concat(chunk))] };
  }

  /** Yields the answer chunk by chunk, each after its delay. */
  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: DemoCallOptions,
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    for (const message of this.#chunks(messages, options)) {
      await pause(this.#options.tokenDelayMs, options.signal);
      const chunk = new ChatGenerationChunk({ text: message.text, message });
      yield chunk;
      await runManager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, {
        chunk,
      });
    }
  }

  #chunks(messages: readonly BaseMessage[], options: DemoCallOptions): AIMessageChunk[] {
    const asked = this.#userMessage(messages);
    const { tools = [], tool_choice: choice, sampling = {} } = options;
    const call = demoCall(asked, { tools, choice });
    const last = messages.at(-1);
    if (call !== null && last?.type === "human") return callChunks(call);

    const { endMarker } = this.#options;
    const answer = last?.type === "tool" ? answerWith(last.text, { asked }) : answerTo(asked);
    const thought = last?.type === "human" ? thoughtOn(asked) : [];
    return [
      ...thought.map((reasoning_content) =>
        new AIMessageChunk({ content: "", additional_kwargs: { reasoning_content } })
      ),
      ...[...answer, ...(endMarker === null ? [] : endWith(endMarker))]
        .map((text) => textChunk(text, sampling)),
    ];
  }

  #userMessage(messages: readonly BaseMessage[]): string {
    const said = messages.findLast((message) => message.type === "human")?.text.trimEnd() ?? "";
    const { startMarker } = this.#options;
    return startMarker !== "" && said.endsWith(startMarker)
      ? said.slice(0, -startMarker.length)
      : said;
  }
}

function textChunk(
  content: string,
  { logprobs, top_logprobs: top = 0 }: Readonly<Record<string, unknown>>,
): AIMessageChunk {
  if (logprobs !== true || content === "") return new AIMessageChunk(content);
  const response_metadata = { logprobs: demoLogprobs(content, Number(top)) };
  return new AIMessageChunk({ content, response_metadata });
}

/** Returns the chunks of a tool call: first its name, then its arguments. */
function callChunks({ name, args }: ScriptedCall): AIMessageChunk[] {
  const id = `call_${crypto.randomUUID()}`;
  return [{ id, name, args: "" }, { args: JSON.stringify(args) }].map((part) => {
    const call = { type: "tool_call_chunk", index: 0, ...part } as const;
    return new AIMessageChunk({ content: "", tool_call_chunks: [call] });
  });
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
