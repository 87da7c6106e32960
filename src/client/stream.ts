import type {
  EndRecord,
  Interrupt,
  RunStart,
  Speaker,
  SpeakerTurn,
  SplitArrival,
  StepTime,
  StepUpdates,
  TokenAlternative,
  TokenLogprob,
  ToolCallDelta,
} from "../wire/stream_event.ts";
import type { AnswerEvent } from "./answer_event.ts";
import { follow, type FollowOptions } from "./follow.ts";
import { headersFor, openReply } from "./reply/open_reply.ts";
import { readAnswer } from "./reply/read_answer.ts";
import { ResumableEvents } from "./reply/resumable_events.ts";
import { StreamError, type StreamErrorType } from "./stream_error.ts";

export type {
  AnswerEvent,
  EndRecord,
  Interrupt,
  RunStart,
  Speaker,
  SpeakerTurn,
  SplitArrival,
  StepTime,
  StepUpdates,
  TokenAlternative,
  TokenLogprob,
  ToolCallDelta,
};
export { follow, type FollowOptions, StreamError, type StreamErrorType };

/** One message of a conversation. */
export interface Message {
  /** The author. */
  role: "system" | "user" | "assistant";
  /** The text. */
  content: string;
}

/**
 * The input of a runnable. A runnable that converses takes a message, with or without the messages
 * before it, or a whole conversation. Any other takes the JSON that it expects: `{ topic: "cats" }`.
 */
export type StreamInput =
  | string
  | { user_message: string; history?: readonly Message[] }
  | { messages: readonly Message[] }
  | { readonly [variable: string]: unknown }
  | readonly unknown[]
  | number
  | boolean
  | null;

/** The `config` of a request, with the fields of LangChain's `RunnableConfig` in JSON. */
export interface StreamConfig {
  /** Reaches the runnable, but for the keys of the server. */
  readonly configurable?: Readonly<Record<string, unknown>>;
  /** Another field: `tags`, `metadata`, `run_name`… */
  readonly [field: string]: unknown;
}

/** The answer of a human to the question with which a graph interrupted itself. */
export interface ResumeCommand {
  /** What `interrupt()` returns in the graph. */
  readonly resume: unknown;
}

/** Options for {@linkcode stream}. */
export interface StreamOptions {
  /** Stops the answer and its model when aborted. */
  signal?: AbortSignal | undefined;
  /** The API key, if the server requires one. */
  apiKey?: string | undefined;
  /** Replaces the end markers of the server. */
  endMarkers?: readonly string[] | undefined;
  /** Whether the answer includes its end marker. Default: `false`. */
  includeEndMarker?: boolean | undefined;
  /**
   * Whether to yield each split as the model wrote it, the moment it was read: empty ones, and those
   * that are held back because they may become an end marker, too. Default: `false`.
   */
  includeSplits?: boolean | undefined;
  /**
   * The `config` of the request, as LangServe has it: `configurable`, `tags`, `metadata`… Sampling
   * parameters are in `configurable.sampling`, by their OpenAI names. The options above take
   * precedence over those in it.
   *
   * @example `{ configurable: { sampling: { temperature: 0, logprobs: true } } }`
   */
  config?: StreamConfig | undefined;
  /**
   * The thread that keeps the conversation: a UUID, or a short name. The server remembers what was
   * said in it, so that an input needs only what is new.
   */
  threadId?: string | undefined;
  /** Answers the interrupt of a thread, in place of an input, which is `null` then. */
  command?: ResumeCommand | undefined;
  /** Whether the answer goes on when this reader leaves, where the server allows it. */
  onDisconnect?: "cancel" | "continue" | undefined;
  /**
   * How often in a row to try to come back to an answer whose connection has broken, where the
   * server keeps answers for that. Default: 6.
   */
  maxReconnects?: number | undefined;
  /** Sends the request. Default: the global `fetch`. */
  fetch?: ((url: string | URL, init: RequestInit) => Promise<Response>) | undefined;
}

const CONTENT_TYPE = "application/x-ndjson";

/**
 * Runs a runnable of a Splitstream server, and yields its events as they arrive. The last event is
 * `end`, with the record. Leaving the loop stops the answer and its model. If the connection breaks,
 * it comes back, where the server keeps answers for that.
 *
 * @param url the address of the stream, for example `http://localhost:8000/chain/stream`
 * @param input the input of the runnable
 * @throws {StreamError} if there is no answer, or it is incomplete
 * @throws the reason of the signal, by default an `AbortError`, if it was aborted
 *
 * @example
 * ```ts
 * import { stream } from "@splitstream/splitstream/client";
 * import { createApp } from "@splitstream/splitstream";
 * import { assertEquals } from "@std/assert";
 *
 * const app = createApp({ model: { provider: "demo", tokenDelayMs: 0 } });
 * const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, app);
 *
 * let answer = "";
 * for await (const event of stream(`http://127.0.0.1:${server.addr.port}/chain/stream`, "고마워!")) {
 *   if (event.type === "text") answer += event.text;
 *   if (event.type === "end") assertEquals(event.record.end_reason, "marker");
 * }
 * assertEquals(answer, "별말을 다 해! 도움이 됐다니 내가 더 고마워 😊");
 *
 * await server.shutdown();
 * ```
 */
export function stream(
  url: string | URL,
  input: StreamInput,
  options: StreamOptions = {},
): AsyncGenerator<AnswerEvent, void, void> {
  const { onDisconnect } = options;
  return readAnswer(() => ask(url, input, options), {
    stopsOnLeave: onDisconnect !== "continue",
  });
}

async function ask(
  url: string | URL,
  input: StreamInput,
  options: StreamOptions,
): Promise<ResumableEvents> {
  const { command, signal, apiKey, onDisconnect, maxReconnects } = options;
  const { fetch = globalThis.fetch } = options;
  const headers = headersFor(apiKey, { accept: CONTENT_TYPE, "content-type": "application/json" });
  const body = JSON.stringify({
    input: command === undefined ? input : undefined,
    command,
    config: toConfig(options),
    on_disconnect: onDisconnect,
  });
  const init = { method: "POST", headers, body };
  const response = await openReply(url, init, { signal, fetch, contentTypes: [CONTENT_TYPE] });
  return new ResumableEvents(response, { url, headers, fetch, signal, maxReconnects });
}

function toConfig(
  { config, threadId, endMarkers, includeEndMarker, includeSplits }: StreamOptions,
): StreamConfig {
  const configurable = {
    ...config?.configurable,
    ...(threadId !== undefined && { thread_id: threadId }),
    ...(endMarkers && { end_markers: endMarkers }),
    ...(includeEndMarker !== undefined && { include_end_marker: includeEndMarker }),
    ...(includeSplits !== undefined && { include_splits: includeSplits }),
  };
  return { ...config, configurable };
}
