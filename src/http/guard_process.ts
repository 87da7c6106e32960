import { isAbortReason } from "../run/langchain/abort_reason.ts";

let isInstalled = false;
let report: ((error: unknown) => void) | null = null;

/**
 * Keeps an error that nothing catches from ending the process, and every stream with it: one that
 * a runnable throws in a timer, or rejects a promise with that nobody holds.
 *
 * The listeners are installed once; of several apps the last one reports. Listeners of others
 * still run, and what one of them prevents is left to it. Where the platform has no such events,
 * nothing happens.
 *
 * @param onError gets each such error, but those that runs were ended with, which are reported
 *   already; with `null`, only these are kept from ending the process
 */
export function guardProcess(onError: ((error: unknown) => void) | null): void {
  if (onError !== null) report = onError;
  if (isInstalled || typeof globalThis.addEventListener !== "function") return;
  isInstalled = true;
  globalThis.addEventListener("unhandledrejection", (event) => take(event, event.reason));
  globalThis.addEventListener("error", (event) => take(event, event.error));
}

function take(event: Event, error: unknown): void {
  if (event.defaultPrevented) return;
  if (isAbortReason(error)) return event.preventDefault();
  if (report === null) return;
  event.preventDefault();
  report(error);
}
