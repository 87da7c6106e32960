import type {
  EndRecord,
  Interrupt,
  RunStart,
  Speaker,
  SplitArrival,
  StepTime,
  StepUpdates,
  TokenAlternative,
  TokenLogprob,
  ToolCallDelta,
} from "../wire/stream_event.ts";
import { LineStream } from "./line_stream.ts";
import { parseEvent } from "./parse_event.ts";
import { toStreamError } from "./to_stream_error.ts";
import { StreamError, type StreamErrorType } from "./stream_error.ts";

export type {
  EndRecord,
  Interrupt,
  RunStart,
  Speaker,
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
  /** Sends the request. Default: the global `fetch`. */
  fetch?: ((url: string | URL, init: RequestInit) => Promise<Response>) | undefined;
}

/** An event of an answer. The first is `start`, the last is `end`. */
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
  | { type: "end"; record: EndRecord };

/** How long the server may take to end its reply after the last event, in milliseconds. */
const DRAIN_TIMEOUT_MS = 1_000;
const CONTENT_TYPE = "application/x-ndjson";

/**
 * Runs a runnable of a Splitstream server, and yields its events as they arrive. The last event is
 * `end`, with the record. Leaving the loop stops the answer and its model.
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
  const { signal } = options;
  const broken = (cause?: unknown) => {
    if (signal?.aborted) return signal.reason;
    return new StreamError("The reply broke off.", { type: "broken", cause });
  };
  const reader = readLines(await ask(url, input, options), signal).getReader();
  const read = async () => {
    try {
      const { value, done } = await reader.read();
      return done ? done : parseEvent(value);
    } catch (error) {
      throw broken(error);
    }
  };

  let run: RunStart | undefined;
  let record: EndRecord | undefined;
  let isComplete = false;
  try {
    for (let event = await read(); event !== true; event = await read()) {
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
        case "error": {
          const { message, status_code: status, code = null, record = null } = event.data;
          throw new StreamError(message, { type: "failed", status, code, record });
        }
        case "end":
          if (record === undefined) throw broken();
          isComplete = true;
          yield { type: "end", record };
          return;
      }
    }
    throw broken();
  } finally {
    if (isComplete) await drain(reader);
    await reader.cancel().catch(() => {}); // it may have failed already
  }
}

async function ask(
  url: string | URL,
  input: StreamInput,
  { signal, apiKey, fetch = globalThis.fetch, ...options }: StreamOptions,
): Promise<Response> {
  const headers = new Headers({ accept: CONTENT_TYPE, "content-type": "application/json" });
  if (apiKey !== undefined) headers.set("authorization", `Bearer ${assertKey(apiKey)}`);
  const body = JSON.stringify({ input, config: toConfig(options) });

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
  if (type.startsWith(CONTENT_TYPE)) return response;
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

function readLines({ body }: Response, signal?: AbortSignal): ReadableStream<string> {
  return (body ?? new Blob([]).stream())
    .pipeThrough(new TextDecoderStream("utf-8", { fatal: true }), signal && { signal })
    .pipeThrough(new LineStream());
}

/** Reads the rest of the reply, so that the connection can be reused. */
async function drain(reader: ReadableStreamDefaultReader<string>): Promise<void> {
  const late = setTimeout(() => reader.cancel().catch(() => {}), DRAIN_TIMEOUT_MS); // ends the pending read
  try {
    while (!(await reader.read()).done);
  } catch {
    // The answer is complete. The end of the connection does not matter.
  } finally {
    clearTimeout(late);
  }
}
