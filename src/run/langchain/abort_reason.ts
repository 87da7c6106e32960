import { isInstance } from "../inspect.ts";

const reasons = new WeakSet<object>();

/**
 * Returns the reason to abort the signal of a run with.
 *
 * LangChain leaves promises behind that reject with this reason and have no handler: a
 * `RunnableAssign` requests a first chunk from its mapper, and drops that promise when the run ends
 * earlier. {@linkcode isAbortReason} recognizes the reason in `unhandledrejection`. It is always an
 * `Error`, because LangChain replaces any other reason by an error of its own.
 *
 * @param cause the error or other value that ended the run
 */
export function abortReason(cause: unknown): Error {
  const reason = isInstance(cause, Error) ? cause : new Error("The run ended", { cause });
  reasons.add(reason);
  return reason;
}

/** Whether a run was aborted with this reason. The run has already reported it. */
export function isAbortReason(value: unknown): boolean {
  return typeof value === "object" && value !== null && reasons.has(value);
}
