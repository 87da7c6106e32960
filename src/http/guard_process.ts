import { isAbortReason } from "../run/langchain/abort_reason.ts";

let isInstalled = false;
let report: ((error: unknown) => void) | null = null;

/**
 * Keeps uncaught errors from ending the process, and all streams with it. A runnable may throw in a
 * timer, or leave a promise behind that rejects.
 *
 * The listeners are installed once. With several apps, the last one gets the errors. Other
 * listeners still run, and an event whose default one of them prevented is ignored here. Does
 * nothing on platforms without these events.
 *
 * @param onError called with each uncaught error, except the abort reasons of runs, which are
 *   reported with their runs; `null` to suppress only the abort reasons
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
