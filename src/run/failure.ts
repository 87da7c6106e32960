import { retryAfterSeconds } from "./retry_after.ts";
import type { Failure } from "../wire/stream_event.ts";
import { CONTEXT_OVERFLOW, isContextOverflow } from "./langchain/context_overflow.ts";
import { InputError } from "./langchain/input/input_error.ts";
import { FinishReasonError } from "./langchain/model/finish_reason.ts";
import { isInstance, propertyOf } from "./inspect.ts";
import { ChunkTypeError } from "./langchain/message/text_of.ts";
import { ToolsError } from "./langchain/tools/bind_tools.ts";
import { type TimeLimit, TimeLimitError } from "./watchdog.ts";

const LATE: Readonly<Record<TimeLimit, string>> = {
  firstToken: "The model did not begin to answer in time.",
  idle: "The model did not go on in time.",
  tool: "A tool did not finish in time.",
  duration: "The answer was not complete in time.",
  stop: "The server stopped before the answer was complete.",
};

/** Thrown when a model's stream ends without the finish reason that its protocol requires. */
export class CutStreamError extends Error {
  override readonly name = "CutStreamError";

  /** Makes the error. */
  constructor() {
    super("The model's stream ended before the model was done");
  }
}

/** A failure, with what the model's server sent. */
export interface RunFailure extends Failure {
  /** The status of the model's server, if it is a permanent refusal. */
  refusal: number | null;
  /** The `Retry-After` that the model's server sent: seconds or an HTTP date. */
  retryAfter: string | null;
  /** The place in the caller's request, as a JSON pointer, if the caller can correct it. */
  pointer?: string;
}

/**
 * Returns the failure that a caller may see for an error of a runnable: a status and a sentence of
 * ours. The message of the error may hold keys and addresses, so it stays in the log.
 *
 * `isModelError` means that a model failed with it, not the code of the runnable.
 *
 * If the caller set sampling options, a request that the model's server refuses as invalid is a 400:
 * the caller can correct it.
 */
export function toFailure(
  thrown: unknown,
  { sampling = {}, isModelError = false }: {
    sampling?: Readonly<Record<string, unknown>> | undefined;
    isModelError?: boolean;
  } = {},
): RunFailure {
  const failure = failureOf(thrown, isModelError);
  const isCallers = Object.keys(sampling).length > 0 &&
    (failure.refusal === 400 || failure.refusal === 422);
  return isCallers ? { ...failure, status_code: 400 } : failure;
}

function failureOf(thrown: unknown, isModelError: boolean): RunFailure {
  const error = unwrap(thrown);
  const status = statusOf(error);
  const retryAfter = retryAfterOf(error);
  const codes = codesOf(error);
  const isOutOfQuota = codes.includes("insufficient_quota");
  const passes = status === null || status >= 500 || status === 408 ||
    status === 429 && !isOutOfQuota;
  const refusal = passes ? null : status;
  const fail = (status_code: number, message: string, code?: string): RunFailure => ({
    status_code,
    message,
    ...(code === undefined ? {} : { code }),
    refusal,
    retryAfter,
  });

  if (isInstance(error, CutStreamError)) return fail(502, `${error.message}.`);
  if (isInstance(error, FinishReasonError)) return fail(502, `${error.message}.`);
  if (isInstance(error, TimeLimitError)) {
    return fail(error.limit === "stop" ? 503 : 504, LATE[error.limit]);
  }
  if (isInstance(error, InputError)) return fail(422, `${error.message}.`);
  if (isInstance(error, ToolsError)) {
    return { ...fail(422, `${error.message}.`), pointer: "#/tools" };
  }
  if (isInstance(error, ChunkTypeError)) return fail(500, `${error.message}.`);
  if (propertyOf(error, "name") === "EmptyInputError") {
    return fail(422, "The graph needs an input.");
  }
  if (isWithoutThread(error)) {
    return fail(
      422,
      "The graph asks a human, so that it needs a thread: config.configurable.thread_id.",
      "thread_required",
    );
  }
  if (propertyOf(error, "name") === "InvalidCallError") {
    return fail(502, "The model called a tool with arguments that are not JSON.");
  }
  if (propertyOf(error, "lc_error_code") === "GRAPH_RECURSION_LIMIT") {
    return fail(502, "The agent took too many steps and was stopped.");
  }
  if (isContextOverflow(error, { codes, status })) {
    const failure = fail(413, "The conversation is too long for the model.", CONTEXT_OVERFLOW);
    return { ...failure, refusal: status ?? 400 };
  }
  if (propertyOf(error, "name") === "ReplySizeError") {
    return fail(502, "The model's server sent a larger reply than is read.");
  }
  if (isOutOfQuota) return fail(429, "This server's quota at the model's server is used up.");
  if (status === 429) return fail(429, "The model's server is receiving too many requests.");
  if (status === 401 || status === 403) {
    const message = `The model's server does not accept this server's credentials (${status}).`;
    return fail(502, message, "model_key_refused");
  }
  if (status === 404) {
    return fail(
      502,
      "The model's server does not know the model, or is not at that address (404).",
      "model_unknown",
    );
  }
  if (status === 408 || status === 504 || isTimeout(error)) {
    return fail(504, "The model's server did not answer in time.");
  }
  if (status !== null && status < 400) {
    return fail(502, `The model's server redirects to another address (${status}).`);
  }
  if (status !== null && status >= 500) return fail(502, `The model's server failed (${status}).`);
  if (status !== null) return fail(502, `The model's server refused the request (${status}).`);
  if (isConnectionError(error)) {
    return fail(502, "The model's server cannot be reached.", "model_unreachable");
  }
  return isModelError
    ? fail(502, "The model failed.")
    : fail(500, "The runnable failed.", "runnable_failed");
}

/**
 * The agents of `langchain` wrap an error of a model in one error for each middleware, and LangGraph
 * those of several nodes in one error for each graph.
 */
const MAX_WRAPS = 10;

function unwrap(thrown: unknown): unknown {
  let error = thrown;
  for (let i = 0; i < MAX_WRAPS; i++) {
    const inner = propertyOf(error, "~brand") === "MiddlewareError"
      ? propertyOf(error, "cause")
      : propertyOf(error, "name") === "AggregateError"
      ? propertyOf(propertyOf(error, "errors"), "0")
      : undefined;
    if (inner === undefined) break;
    error = inner;
  }
  return error ?? thrown;
}

/** Whether a graph interrupts itself where nothing keeps its state. */
export function isWithoutThread(error: unknown): boolean {
  return propertyOf(error, "lc_error_code") === "MISSING_CHECKPOINTER";
}

function statusOf(error: unknown): number | null {
  const status = propertyOf(error, "status");
  return typeof status === "number" && status >= 300 && status <= 599 ? status : null;
}

function retryAfterOf(error: unknown): string | null {
  const headers = propertyOf(error, "headers");
  if (!isInstance(headers, Headers)) return null;
  try {
    const value = headers.get("retry-after");
    // Only seconds or an HTTP date are forwarded.
    return value !== null && retryAfterSeconds(value) !== null ? value : null;
  } catch {
    return null; // a proxy, or another class
  }
}

/** Returns the codes and types of an error, and of the reply body in it. */
function codesOf(error: unknown): unknown[] {
  const body = propertyOf(error, "error");
  return [error, body, propertyOf(body, "error")]
    .flatMap((part) => [propertyOf(part, "code"), propertyOf(part, "type")]);
}

function isTimeout(error: unknown): boolean {
  return propertyOf(error, "name") === "TimeoutError";
}

function isConnectionError(error: unknown): boolean {
  const names = [error, propertyOf(error, "constructor")].map((part) => propertyOf(part, "name"));
  return names.includes("APIConnectionError");
}
