import { isInstance } from "../inspect.ts";

const reasons = new WeakSet<object>();

/**
 * Makes of whatever ended a run the reason that its signal is aborted with.
 *
 * LangChain leaves promises behind that reject with this reason, and that nobody can hold: a
 * `RunnableAssign` asks its mapper for a first chunk, and forgets it when the run ends earlier.
 * {@linkcode isAbortReason} recognizes it there. It is an `Error`, for LangChain replaces any other
 * reason by an error of its own.
 */
export function abortReason(cause: unknown): Error {
  const reason = isInstance(cause, Error) ? cause : new Error("The run ended", { cause });
  reasons.add(reason);
  return reason;
}

/** Whether a run was ended with this. Its failure is reported already, as the run's. */
export function isAbortReason(value: unknown): boolean {
  return typeof value === "object" && value !== null && reasons.has(value);
}
