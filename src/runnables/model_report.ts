import { type AIMessage, type BaseMessage, mergeUsageMetadata } from "@langchain/core/messages";
import type { UsageMetadata } from "@langchain/core/messages";

/** What is known of a model before it speaks, as its `getLsParams` tells it. */
export interface ModelNames {
  ls_model_name?: unknown;
  ls_provider?: unknown;
}

/**
 * What models say beside their text: their names, the usage, the finish
 * reason; and which of their empty chunks are not text at all.
 *
 * An OpenAI-compatible server opens with a role delta and closes with a finish
 * and a usage frame. LangChain makes an empty chunk of each, and these look
 * like the empty content deltas that a model really wrote.
 */
export class ModelReport {
  /** The name of the model that began last. */
  model: string | null = null;
  /** Why the model that ended last stopped, in its provider's word: `stop`, `length`… */
  finishReason: string | null = null;
  /** The tokens that all models together took and gave, if one of them said. */
  usage: UsageMetadata | null = null;
  /** Whether a model's stream ended without the finish that its protocol demands. */
  isCut = false;

  /** A model begins. */
  begin({ ls_model_name: model, ls_provider: provider }: ModelNames): ModelRun {
    this.model = typeof model === "string" ? model : null;
    return new ModelRun(this, { isOpenAI: provider === "openai" });
  }
}

/** One run of one model: what it says goes into the report. */
export class ModelRun {
  readonly #report: ModelReport;
  /** Whether its provider speaks OpenAI's protocol, of chat completions. */
  #isOpenAI: boolean;
  #finishReason: string | null = null;
  #chunks = 0;

  /** @param report what it is a part of @param isOpenAI whether its provider is known to be OpenAI */
  constructor(report: ModelReport, { isOpenAI }: { isOpenAI: boolean }) {
    this.#report = report;
    this.#isOpenAI = isOpenAI;
  }

  /** How many messages were heard. */
  get chunks(): number {
    return this.#chunks;
  }

  /**
   * The model gave a message, or a chunk of one.
   *
   * @param generationInfo what LangChain has put beside the message
   * @returns whether it is there for something else than text, if it has none
   */
  hear(message: BaseMessage, generationInfo: Record<string, unknown> = {}): boolean {
    const isFirst = this.#chunks++ === 0;
    if (message.response_metadata.model_provider === "openai") this.#isOpenAI = true;
    // The other protocol of OpenAI's, of responses, has blocks for content.
    if (typeof message.content !== "string") this.#isOpenAI = false;

    const finishReason = finishReasonOf(message, generationInfo);
    if (finishReason !== null) this.#finishReason = finishReason;
    const { usage_metadata: usage } = message as AIMessage;
    if (usage !== undefined) {
      const report = this.#report;
      report.usage = report.usage === null ? usage : mergeUsageMetadata(report.usage, usage);
    }
    const isRole = isFirst && this.#isOpenAI;
    return isRole || finishReason !== null || usage !== undefined || hasOther(message);
  }

  /** The model was heard out. */
  end(): void {
    this.#report.finishReason = this.#finishReason;
    if (this.#isOpenAI && this.#finishReason === null) this.#report.isCut = true;
  }
}

/** Why a model stopped, wherever its provider's integration puts it. */
function finishReasonOf(
  { response_metadata: metadata, additional_kwargs: extra }: BaseMessage,
  generationInfo: Record<string, unknown>,
): string | null {
  return word(generationInfo.finish_reason) ??
    word(metadata.finish_reason) ??
    word(metadata.finishReason) ??
    word(metadata.stop_reason) ??
    word(extra.stop_reason) ??
    word((metadata.incomplete_details as { reason?: unknown } | undefined)?.reason);
}

/** Some servers send an empty finish reason with each delta that is not the last. */
function word(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Whether a message has something else than text: blocks, reasoning, tool calls. */
function hasOther(message: BaseMessage): boolean {
  const { tool_call_chunks: calls } = message as { tool_call_chunks?: unknown[] };
  return Array.isArray(message.content) ||
    calls !== undefined && calls.length > 0 ||
    "reasoning_content" in message.additional_kwargs;
}
