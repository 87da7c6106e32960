import type { BaseMessage } from "@langchain/core/messages";
import {
  ChatOpenAICompletions,
  type OpenAIClient,
  type OpenAICoreRequestOptions,
  wrapOpenAIClientError,
} from "@langchain/openai";
import type { ChatGenerationChunk, ChatResult } from "@langchain/core/outputs";
import { ON_TEXT, type OnText, type TellsText } from "../../run/langchain/message/on_text.ts";
import { ON_ALIVE, type RunConfigurable } from "../../run/langchain/runnable.ts";
import { FrameCleaner, type ReasoningName } from "./reply/frame_cleaner.ts";
import { giveUpUnlessItMayPass } from "./give_up.ts";
import { DirectRequests, isPlainRequest, type Outcome } from "./direct_requests.ts";
import { createModelFetch } from "./model_fetch.ts";
import { thoughtsIn, withThoughts } from "./thoughts.ts";
import { readCompletion } from "./reply/read_completion.ts";
import { metadataOf } from "../../run/langchain/message/metadata_of.ts";

/** Where a model is, and how it is to answer. */
export interface OpenAIModelOptions {
  /** The model's name, as its server knows it. */
  model: string;
  /** Other models there that a caller may choose, by their names. Default: none. */
  models?: readonly string[] | undefined;
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
  const fetch = createModelFetch();
  return new ChatCompletions({
    model,
    apiKey,
    maxRetries,
    onFailedAttempt: giveUpUnlessItMayPass,
    // Its client would print what it cannot read, be it somebody's words.
    configuration: {
      baseURL: baseUrl ?? "https://api.openai.com/v1",
      logLevel: "off",
      fetch,
    },
    ...(temperature === undefined ? {} : { temperature }),
  }, new DirectRequests(fetch));
}

type Frames = AsyncIterable<OpenAIClient.Chat.Completions.ChatCompletionChunk>;

/** The options of a request that LangChain passes on. */
type RequestOptions = OpenAIClient.RequestOptions & {
  onAlive?: () => void;
  onText?: OnText;
  /** The reasoning of each message of the assistant, in their order; empty where there is none. */
  thoughts?: readonly string[];
};

class ChatCompletions extends ChatOpenAICompletions {
  readonly #requests: DirectRequests;
  /** The server's name for reasoning. It gets reasoning back under the same. */
  #reasoningName: ReasoningName = "reasoning_content";
  /** It passes text on without a chunk around it, where a run says how. */
  readonly [ON_TEXT] = true;

  /** @param fields those of LangChain @param requests sends the requests that stream */
  constructor(
    fields: ConstructorParameters<typeof ChatOpenAICompletions>[0],
    requests: DirectRequests,
  ) {
    super(fields);
    this.#requests = requests;
  }

  /** Lets a run say how the model should answer: a call's options come from the config. */
  override _separateRunnableConfigFromCallOptionsCompat(
    ...args: Parameters<ChatOpenAICompletions["_separateRunnableConfigFromCallOptionsCompat"]>
  ): ReturnType<ChatOpenAICompletions["_separateRunnableConfigFromCallOptionsCompat"]> {
    const [config, options] = super._separateRunnableConfigFromCallOptionsCompat(...args);
    const { sampling, [ON_ALIVE]: onAlive, [ON_TEXT]: onText } = (config.configurable ?? {}) as
      & RunConfigurable
      & TellsText;
    return [config, Object.assign(options, { sampling, onAlive, onText })];
  }

  /**
   * Keeps a refusal, and the log probabilities of a frame, which LangChain drops unless the model
   * itself asks.
   */
  override _convertCompletionsDeltaToBaseMessageChunk(
    ...args: Parameters<ChatOpenAICompletions["_convertCompletionsDeltaToBaseMessageChunk"]>
  ): ReturnType<ChatOpenAICompletions["_convertCompletionsDeltaToBaseMessageChunk"]> {
    const message = super._convertCompletionsDeltaToBaseMessageChunk(...args);
    const logprobs = args[1].choices[0]?.logprobs;
    if (logprobs != null) metadataOf(message).logprobs = logprobs;
    return withRefusal(message, args[0]);
  }

  /** Returns what is sent: the server's own settings, with the run's in their place. */
  override invocationParams(
    ...args: Parameters<ChatOpenAICompletions["invocationParams"]>
  ): ReturnType<ChatOpenAICompletions["invocationParams"]> {
    const { sampling } = (args[0] ?? {}) as { sampling?: Record<string, unknown> };
    return Object.assign(super.invocationParams(...args), sampling);
  }

  /** Streams, with the reasoning of earlier messages, which LangChain would leave out. */
  override _streamResponseChunks(
    ...[messages, options, manager]: Parameters<ChatOpenAICompletions["_streamResponseChunks"]>
  ): AsyncGenerator<ChatGenerationChunk> {
    const thoughts = thoughtsIn(messages);
    return super._streamResponseChunks(
      messages,
      Object.assign({ ...options }, { thoughts }),
      manager,
    );
  }

  /** The same for an answer that is not streamed. */
  override _generate(
    ...[messages, options, manager]: Parameters<ChatOpenAICompletions["_generate"]>
  ): Promise<ChatResult> {
    const thoughts = thoughtsIn(messages);
    const request = Object.assign({ ...options.options }, { thoughts });
    return super._generate(messages, { ...options, options: request }, manager);
  }

  /** Keeps a refusal. */
  override _convertCompletionsMessageToBaseMessage(
    ...args: Parameters<ChatOpenAICompletions["_convertCompletionsMessageToBaseMessage"]>
  ): ReturnType<ChatOpenAICompletions["_convertCompletionsMessageToBaseMessage"]> {
    return withRefusal(super._convertCompletionsMessageToBaseMessage(...args), args[0]);
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
    given: OpenAIClient.Chat.ChatCompletionCreateParams,
    options: RequestOptions = {},
  ): Promise<Frames | OpenAIClient.Chat.Completions.ChatCompletion> {
    const { maxRetries, onAlive, onText, thoughts = [], ...rest } = options;
    const messages = withThoughts(given.messages, { thoughts, name: this.#reasoningName });
    const request = { ...given, messages };
    const cleaner = new FrameCleaner(messages, (name) => this.#reasoningName = name);
    if (request.stream !== true) {
      const completion = await super.completionWithRetry({ ...request, stream: false }, {
        ...rest,
        ...(maxRetries === undefined ? {} : { maxRetries }),
      });
      return cleaner.cleanWhole({ ...completion }) as unknown as typeof completion;
    }
    const response = await this.#send({ ...request, stream: true }, rest, maxRetries);
    const clean = (frame: Record<string, unknown>) => cleaner.clean(frame);
    return readCompletion(response, { onAlive, onText, clean }) as unknown as Frames;
  }

  /** Sends a request, directly if it can be. One that fails goes on as LangChain's own would. */
  async #send(
    request: OpenAIClient.Chat.ChatCompletionCreateParamsStreaming,
    options: RequestOptions,
    maxRetries: number | undefined,
  ): Promise<Response> {
    const clientOptions = this._getClientOptions(options as OpenAICoreRequestOptions);
    const isPlain = isPlainRequest(options);
    let first = isPlain ? await this.#requests.send(request, options.signal) : null;
    if (first !== null && "reply" in first && first.reply.ok) return first.reply;
    return await this.caller.callWithOptions(
      maxRetries === undefined ? {} : { maxRetries },
      async () => {
        const client = first !== null
          ? this.client.withOptions({ fetch: replay(first) })
          : isPlain
          ? this.client.withOptions({ fetch: this.#requests.learn })
          : this.client;
        first = null;
        try {
          return await client.chat.completions.create(request, clientOptions).asResponse();
        } catch (error) {
          throw wrapOpenAIClientError(error);
        }
      },
    );
  }
}

/** A `fetch` with a known outcome, of which OpenAI's client makes the error that LangChain knows. */
function replay(outcome: Outcome): () => Promise<Response> {
  return () => "reply" in outcome ? Promise.resolve(outcome.reply) : Promise.reject(outcome.error);
}

/** Puts a refusal where LangChain's Responses protocol has it. */
function withRefusal<M extends BaseMessage>(message: M, { refusal }: { refusal?: unknown }): M {
  if (typeof refusal === "string") message.additional_kwargs.refusal = refusal;
  return message;
}
