import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import {
  BaseChatModel,
  type BaseChatModelParams,
} from "@langchain/core/language_models/chat_models";
import { AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";
import { readChunk } from "../message/read_chunk.ts";
import { StepUpdate } from "../graph/step_update.ts";
import { OutputFolder, outputFoldOf } from "../output/output_fold.ts";
import { Value } from "../output/value.ts";
import { toPlainJson } from "../message/to_plain_json.ts";
import { END_MARKERS, type RunConfig, type StreamableRunnable } from "../runnable.ts";

/** What a {@linkcode ChainModel} runs. */
export interface ChainCall {
  runnable: StreamableRunnable;
  input: unknown;
  config: Omit<RunConfig, "callbacks">;
}

/**
 * Runs any runnable as if it were a chat model, so that its chunks are the message that a graph
 * remembers. Values that are not text become one text: their JSON.
 */
export class ChainModel extends BaseChatModel {
  readonly #call: ChainCall;
  /** The error that the runnable failed with. It is not a model's error, so it is kept apart. */
  failure: { error: unknown } | null = null;

  /** @param call the runnable, its input and its config */
  constructor(call: ChainCall, params: BaseChatModelParams = {}) {
    super(params);
    this.#call = call;
  }

  /** The name of the kind of model. */
  override _llmType(): string {
    return "chain";
  }

  /** Runs the runnable. Models in it end themselves only together with this one. */
  override async *_streamResponseChunks(
    _messages: BaseMessage[],
    _options: this["ParsedCallOptions"],
    manager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const { runnable, input, config } = this.#call;
    const folder = new OutputFolder(outputFoldOf(runnable));
    let hasValues = false;
    try {
      const stream = await runnable.stream(input, {
        ...config as RunConfig, // with the callbacks of the node
        tags: [...config.tags ?? [], "nostream"],
        configurable: { ...config.configurable, [END_MARKERS]: [] },
      });
      for await (const value of stream) {
        const chunk = readChunk(value);
        if (chunk === null || chunk instanceof StepUpdate) continue;
        if (chunk instanceof Value) {
          hasValues = true;
          folder.add(chunk.raw, chunk.length);
        } else if (chunk.text !== null) {
          yield await report(chunk.text, manager);
        }
      }
    } catch (error) {
      this.failure = { error };
    }
    if (hasValues) yield await report(JSON.stringify(toPlainJson(folder.output)), manager);
  }

  /** Runs the runnable to its end. */
  override async _generate(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    manager?: CallbackManagerForLLMRun,
  ): Promise<ChatResult> {
    let message = new AIMessageChunk("");
    for await (const chunk of this._streamResponseChunks(messages, options, manager)) {
      message = message.concat(chunk.message as AIMessageChunk);
    }
    return { generations: [{ message, text: message.text }] };
  }
}

async function report(
  text: string,
  manager: CallbackManagerForLLMRun | undefined,
): Promise<ChatGenerationChunk> {
  const chunk = new ChatGenerationChunk({ message: new AIMessageChunk(text), text });
  await manager?.handleLLMNewToken(text, undefined, undefined, undefined, undefined, { chunk });
  return chunk;
}
