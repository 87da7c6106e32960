import { ChatOpenAICompletions } from "@langchain/openai";

/** Where a model is, and how it is to answer. */
export interface OpenAIModelOptions {
  /** The model's name, as its server knows it. */
  model: string;
  /** The server's address up to `/v1`; OpenAI's own if there is none. */
  baseUrl?: string | undefined;
  /** Servers on one's own machine often want none. */
  apiKey?: string | undefined;
  /** From 0 to 2; the server's own default if there is none. */
  temperature?: number | undefined;
  /** How often a request that failed is sent once more, at most. */
  maxRetries?: number | undefined;
}

/**
 * A chat model on OpenAI, or on any server that speaks its protocol of chat
 * completions. (`ChatOpenAI` would pick another protocol by the model's name.)
 */
export function createOpenAIModel(options: OpenAIModelOptions): ChatOpenAICompletions {
  const { model, baseUrl, apiKey = "none", temperature, maxRetries = 1 } = options;
  return new ChatCompletions({
    model,
    apiKey,
    maxRetries,
    onFailedAttempt: giveUpUnlessItMayPass,
    // Its client would print what it cannot read, be it somebody's words.
    configuration: { baseURL: baseUrl ?? "https://api.openai.com/v1", logLevel: "off" },
    ...(temperature === undefined ? {} : { temperature }),
  });
}

type Convert = ChatOpenAICompletions["_convertCompletionsDeltaToBaseMessageChunk"];

class ChatCompletions extends ChatOpenAICompletions {
  /** Lets a run say how the model is to answer: a call's options come from the config. */
  override _separateRunnableConfigFromCallOptionsCompat(
    ...args: Parameters<ChatOpenAICompletions["_separateRunnableConfigFromCallOptionsCompat"]>
  ): ReturnType<ChatOpenAICompletions["_separateRunnableConfigFromCallOptionsCompat"]> {
    const [config, options] = super._separateRunnableConfigFromCallOptionsCompat(...args);
    return [config, Object.assign(options, { sampling: config.configurable?.sampling })];
  }

  /** What is sent: the server's own settings, and what the run wants otherwise. */
  override invocationParams(
    ...args: Parameters<ChatOpenAICompletions["invocationParams"]>
  ): ReturnType<ChatOpenAICompletions["invocationParams"]> {
    const { sampling } = (args[0] ?? {}) as { sampling?: Record<string, unknown> };
    return Object.assign(super.invocationParams(...args), sampling);
  }

  /**
   * Keeps two things that would be lost: that a message is the assistant's
   * where the server does not say so, and that a delta has no content where
   * others have an empty one. Ollama's and vLLM's reasoning comes in such.
   */
  override _convertCompletionsDeltaToBaseMessageChunk(
    ...[delta, response, role = "assistant"]: Parameters<Convert>
  ): ReturnType<Convert> {
    // A refusal is what the model says, by another name.
    const said = typeof delta.refusal === "string" ? { ...delta, content: delta.refusal } : delta;
    const message = super._convertCompletionsDeltaToBaseMessageChunk(said, response, role);
    if (typeof said.content !== "string" || said.content === "" && "reasoning" in delta) {
      message.additional_kwargs.reasoning_content ??= delta.reasoning ?? "";
    }
    return message;
  }
}

/**
 * Ends the retries, by throwing, of a request that would only fail again. That
 * includes too many requests: the caller is told when to come back.
 */
function giveUpUnlessItMayPass(error: unknown): void {
  if (!(error instanceof Error)) return;
  const status = "status" in error && typeof error.status === "number" ? error.status : 500;
  if (error.name === "AbortError" || status < 500) throw error;
}
