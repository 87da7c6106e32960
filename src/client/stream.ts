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
import { ResumableEvents } from "./resumable_events.ts";
import { toStreamError } from "./to_stream_error.ts";
import { StreamError, type StreamErrorType } from "./stream_error.ts";

export type {
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
export { StreamError, type StreamErrorType };

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

/**
 * An event of an answer. The first is `start`, the last is `end`. `reconnect` says that the connection
 * has broken, and that an attempt to go on begins in `delay_ms` milliseconds.
 */
export type AnswerEvent =
  | { type: "start"; run: RunStart }
  | { type: "text"; text: string }
  | { type: "split"; split: SplitArrival }
  | { type: "reasoning"; text: string }
  | { type: "tool_call"; call: ToolCallDelta }
  | { type: "value"; value: unknown }
  | { type: "updates"; updates: StepUpdates }
  | { type: "step"; step: Speaker }
  | { type: "custom"; data: unknown }
  | { type: "interrupt"; interrupts: readonly Interrupt[] }
  | { type: "reconnect"; attempt: number; delay_ms: number }
  | { type: "end"; record: EndRecord };

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
export async function* stream(
  url: string | URL,
  input: StreamInput,
  options: StreamOptions = {},
): AsyncGenerator<AnswerEvent, void, void> {
  const { response, headers } = await ask(url, input, options);
  const { fetch = globalThis.fetch, signal, maxReconnects } = options;
  const events = new ResumableEvents(response, { url, headers, fetch, signal, maxReconnects });
  let run: RunStart | undefined;
  let record: EndRecord | undefined;
  let isComplete = false;
  try {
    for await (const event of events.read()) {
      switch (event?.event) {
        case "metadata":
          if ("end_reason" in event.data) record = event.data;
          else if (run === undefined) yield { type: "start", run: run = event.data };
          break;
        case "data":
          yield typeof event.data === "string"
            ? { type: "text", text: event.data }
            : { type: "value", value: event.data };
          break;
        case "split":
          yield { type: "split", split: event.data };
          break;
        case "reasoning":
          yield { type: "reasoning", text: event.data.text };
          break;
        case "tool_call":
          yield { type: "tool_call", call: event.data };
          break;
        case "updates":
          yield { type: "updates", updates: event.data };
          break;
        case "step":
          yield { type: "step", step: event.data };
          break;
        case "custom":
          yield { type: "custom", data: event.data };
          break;
        case "interrupt":
          yield { type: "interrupt", interrupts: event.data };
          break;
        case "reconnect":
          yield { type: "reconnect", attempt: event.attempt, delay_ms: event.delayMs };
          break;
        case "error": {
          events.end();
          const { message, status_code: status, code = null, record = null } = event.data;
          throw new StreamError(message, { type: "failed", status, code, record });
        }
        case "end":
          events.end();
          if (record === undefined) throw events.broken();
          isComplete = true;
          yield { type: "end", record };
          return;
      }
    }
  } finally {
    if (isComplete) await events.drain();
    else if (options.onDisconnect !== "continue") await events.stop();
    await events.cancel();
  }
}

async function ask(
  url: string | URL,
  input: StreamInput,
  options: StreamOptions,
): Promise<{ response: Response; headers: Headers }> {
  const { signal, apiKey, onDisconnect: on_disconnect, fetch = globalThis.fetch } = options;
  const headers = new Headers({ accept: CONTENT_TYPE, "content-type": "application/json" });
  if (apiKey !== undefined) headers.set("authorization", `Bearer ${assertKey(apiKey)}`);
  const body = JSON.stringify({ input, config: toConfig(options), on_disconnect });

  let response: Response;
  signal?.throwIfAborted();
  try {
    response = await fetch(url, { method: "POST", headers, body, signal: signal ?? null });
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw new StreamError("The server cannot be reached.", { type: "unreachable", cause });
  }
  if (!response.ok) {
    const refusal = await toStreamError(response);
    throw signal?.aborted ? signal.reason : refusal;
  }
  const type = response.headers.get("content-type") ?? "nothing";
  if (type.startsWith(CONTENT_TYPE)) return { response, headers };
  await response.body?.cancel();
  throw new StreamError(`Cannot read a reply of ${type}: expected ${CONTENT_TYPE}.`, {
    type: "broken",
  });
}

function toConfig(
  { config, endMarkers, includeEndMarker, includeSplits }: StreamOptions,
): StreamConfig {
  const configurable = {
    ...config?.configurable,
    ...(endMarkers && { end_markers: endMarkers }),
    ...(includeEndMarker !== undefined && { include_end_marker: includeEndMarker }),
    ...(includeSplits !== undefined && { include_splits: includeSplits }),
  };
  return { ...config, configurable };
}

/** @throws {StreamError} if the key cannot be part of a header */
function assertKey(key: string): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  const message = "An API key must be ASCII characters without spaces.";
  throw new StreamError(message, { type: "refused", status: 401 });
}
