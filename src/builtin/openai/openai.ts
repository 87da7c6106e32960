import {
  ChatOpenAICompletions,
  type OpenAIClient,
  type OpenAICoreRequestOptions,
  wrapOpenAIClientError,
} from "@langchain/openai";
import { ON_ALIVE, type RunConfigurable } from "../../run/langchain/runnable.ts";
import { FrameCleaner } from "./frame_cleaner.ts";
import { giveUpUnlessItMayPass } from "./give_up.ts";
import { createModelFetch } from "./model_fetch.ts";
import { readCompletion } from "./read_completion.ts";

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
    configuration: {
      baseURL: baseUrl ?? "https://api.openai.com/v1",
      logLevel: "off",
      fetch: createModelFetch(),
    },
    ...(temperature === undefined ? {} : { temperature }),
  });
}

type Frames = AsyncIterable<OpenAIClient.Chat.Completions.ChatCompletionChunk>;

class ChatCompletions extends ChatOpenAICompletions {
  /** Lets a run say how the model should answer: a call's options come from the config. */
  override _separateRunnableConfigFromCallOptionsCompat(
    ...args: Parameters<ChatOpenAICompletions["_separateRunnableConfigFromCallOptionsCompat"]>
  ): ReturnType<ChatOpenAICompletions["_separateRunnableConfigFromCallOptionsCompat"]> {
    const [config, options] = super._separateRunnableConfigFromCallOptionsCompat(...args);
    const { sampling, [ON_ALIVE]: onAlive } = (config.configurable ?? {}) as RunConfigurable;
    return [config, Object.assign(options, { sampling, onAlive })];
  }

  /** Keeps the log probabilities of a frame, which LangChain drops unless the model itself asks. */
  override _convertCompletionsDeltaToBaseMessageChunk(
    ...args: Parameters<ChatOpenAICompletions["_convertCompletionsDeltaToBaseMessageChunk"]>
  ): ReturnType<ChatOpenAICompletions["_convertCompletionsDeltaToBaseMessageChunk"]> {
    const message = super._convertCompletionsDeltaToBaseMessageChunk(...args);
    const logprobs = args[1].choices[0]?.logprobs;
    if (logprobs != null) message.response_metadata.logprobs = logprobs;
    return message;
  }

  /** Returns what is sent: the server's own settings, with the run's in their place. */
  override invocationParams(
    ...args: Parameters<ChatOpenAICompletions["invocationParams"]>
  ): ReturnType<ChatOpenAICompletions["invocationParams"]> {
    const { sampling } = (args[0] ?? {}) as { sampling?: Record<string, unknown> };
    return Object.assign(super.invocationParams(...args), sampling);
  }

  override completionWithRetry(
    request: OpenAIClient.Chat.ChatCompletionCreateParamsStreaming,
    options?: OpenAIClient.RequestOptions,
  ): Promise<Frames>;
  override completionWithRetry(
    request: OpenAIClient.Chat.ChatCompletionCreateParamsNonStreaming,
    options?: OpenAIClient.RequestOptions,
  ): Promise<OpenAIClient.Chat.Completions.ChatCompletion>;
  /**
   * Asks the server, and reads its reply by {@linkcode readCompletion} and
   * {@linkcode FrameCleaner}: OpenAI's client and LangChain lose text of
   * servers that bend the protocol, or fail on it.
   */
  override async completionWithRetry(
    request: OpenAIClient.Chat.ChatCompletionCreateParams,
    options: OpenAIClient.RequestOptions & { onAlive?: () => void } = {},
  ): Promise<Frames | OpenAIClient.Chat.Completions.ChatCompletion> {
    const cleaner = new FrameCleaner(request.messages);
    if (request.stream !== true) {
      const completion = await super.completionWithRetry({ ...request, stream: false }, options);
      return cleaner.cleanWhole({ ...completion }) as unknown as typeof completion;
    }
    const { maxRetries, onAlive, ...rest } = options;
    const clientOptions = this._getClientOptions(rest as OpenAICoreRequestOptions);
    const response = await this.caller.callWithOptions(
      maxRetries === undefined ? {} : { maxRetries },
      async () => {
        try {
          return await this.client.chat.completions.create(request, clientOptions).asResponse();
        } catch (error) {
          throw wrapOpenAIClientError(error);
        }
      },
    );
    const clean = (frame: Record<string, unknown>) => cleaner.clean(frame);
    return readCompletion(response, { onAlive, clean }) as unknown as Frames;
  }
}
