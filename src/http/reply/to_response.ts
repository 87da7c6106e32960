import type { Run } from "../../run/run.ts";
import { systemTimer, type Timer } from "../../run/timer.ts";
import type { Dialect } from "../../wire/dialect.ts";
import type { StreamEvent } from "../../wire/stream_event.ts";
import { HttpError } from "../http_error.ts";
import { DEFAULT_LIMITS } from "../limits.ts";
import { type BodySource, eventBody } from "./event_body.ts";
import { openAIProblem, problem } from "./problem.ts";
import { REPLY_HEADERS } from "./reply_headers.ts";
import { runError } from "./run_error.ts";
import { serverTiming } from "./server_timing.ts";

/** Options for {@linkcode toResponse}. */
export interface ToResponseOptions {
  /**
   * The wire format of the reply: `sse`, `ndjson`, `text`, `openAIChat()`, `openAIResponses()` or
   * `uiMessage`.
   */
  dialect: Dialect;
  /**
   * How long the head of the reply waits for the first text, in milliseconds, so
   * that a failure can still set the status. Default: 3,000.
   */
  graceMs?: number;
  /** How long the reply may be silent until a heartbeat is sent, in milliseconds. Default: 15,000. */
  heartbeatMs?: number;
  /** Called when the head of the reply is ready, with the status 200. */
  onHead?: () => void;
}

/**
 * Returns a reply that streams a run, as fast as the client reads.
 *
 * A run that fails before its first text gets an error reply with a status of
 * its own. When the client disconnects, the run is cancelled.
 *
 * @example In a route of any framework
 * ```ts
 * import { Run, sse, toResponse } from "@splitstream/splitstream";
 * import { FakeStreamingChatModel } from "@langchain/core/utils/testing";
 * import { AIMessageChunk } from "@langchain/core/messages";
 * import { assert } from "@std/assert";
 *
 * const model = new FakeStreamingChatModel({
 *   chunks: ["안녕! ", "(답변 ", "종료)"].map((text) => new AIMessageChunk(text)),
 * });
 * const run = new Run(model, { input: "로라야 안녕?" });
 * const response = await toResponse(run, { dialect: sse });
 *
 * assert((await response.text()).includes('event: data\ndata: "안녕! "\n'));
 * ```
 */
export async function toResponse(run: Run, options: ToResponseOptions): Promise<Response> {
  const source: BodySource<StreamEvent> = {
    signal: run.signal,
    next: () => run.next(),
    encode: options.dialect.createEncoder(),
    cancel: (reason) => run.cancel(reason),
  };
  return await replyWith(run, { ...options, source });
}

/** Returns a reply as {@linkcode toResponse} does, whose body has a source of its own. */
export async function replyWith<T>(
  run: Run,
  options: ToResponseOptions & {
    source: BodySource<T>;
    headers?: Readonly<Record<string, string>>;
  },
): Promise<Response> {
  const { dialect, graceMs = DEFAULT_LIMITS.graceMs, onHead, source } = options;
  const { heartbeatMs = DEFAULT_LIMITS.heartbeatMs } = options;
  const timer = timerOf(options);
  const start = timer.now();
  const first = await firstWithin(run.opened, { ms: graceMs, timer });
  const isSlow = first === undefined;
  if (first?.type === "value" && dialect.isTextOnly) {
    run.cancel();
    return problem(notText());
  }
  const { summary } = run;
  const isTold = dialect.hasEarlyFailures === true && (summary?.failure?.status_code ?? 0) >= 429;
  if (!isSlow && summary !== null && summary.outcome !== "complete" && !isTold) {
    const error = runError(summary);
    return dialect.errorShape === "openai" ? openAIProblem(error) : problem(error);
  }
  onHead?.();
  const { contentType, heartbeat, headers = {} } = dialect;
  return new Response(eventBody(source, { heartbeat, isSlow, heartbeatMs, timer }), {
    headers: {
      ...REPLY_HEADERS,
      "content-type": contentType,
      vary: "accept",
      "server-timing": serverTiming({ [isSlow ? "wait" : "first"]: timer.now() - start }),
      ...headers,
      ...options.headers,
    },
  });
}

/** Returns the first event, or `undefined` if it takes longer than so many milliseconds. */
async function firstWithin(
  opened: Run["opened"],
  { ms, timer }: { ms: number; timer: Timer },
): Promise<StreamEvent | null | undefined> {
  const late = Promise.withResolvers<undefined>();
  const cancelTimer = timer.after(ms, () => late.resolve(undefined));
  try {
    return await Promise.race([opened, late.promise]);
  } finally {
    cancelTimer();
  }
}

function notText(): HttpError {
  const message = "The runnable yields JSON values, which are not text. " +
    "Accept text/event-stream or application/x-ndjson.";
  return new HttpError(406, message);
}

/** Tests bring a timer of their own, which is not among the public options. */
function timerOf({ timer = systemTimer }: ToResponseOptions & { timer?: Timer }): Timer {
  return timer;
}
