import { Runnable } from "@langchain/core/runnables";

/**
 * Whether a runnable was made by another copy of `@langchain/core` than Splitstream uses. Each copy
 * has its own classes and queues. Such a runnable works, but more slowly, and the usage and finish
 * reason of its models may be missing.
 */
export function hasForeignCore(runnable: object): boolean {
  const inner = "graph" in runnable && typeof runnable.graph === "object" ? runnable.graph : null;
  const thing = inner ?? runnable;
  return "lc_runnable" in thing && thing.lc_runnable === true && !(thing instanceof Runnable);
}

/** Logs a warning if a runnable uses another copy of `@langchain/core`. */
export function warnOfForeignCore(name: string, runnable: object): void {
  if (!hasForeignCore(runnable)) return;
  console.warn(
    `The runnable "${name}" uses another copy of @langchain/core than Splitstream does. ` +
      "Install one version for both. Otherwise, callbacks and usage may be missing, and streaming is slower.",
  );
}
