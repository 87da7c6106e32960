import { Runnable } from "@langchain/core/runnables";

/**
 * Whether a runnable was made by another copy of `@langchain/core` than the one
 * that Splitstream uses. Both are then loaded, each with its own classes and
 * queues: such a runnable is served, but more slowly, and what its models say
 * beside their text may be missed.
 */
export function hasForeignCore(runnable: object): boolean {
  const inner = "graph" in runnable && typeof runnable.graph === "object" ? runnable.graph : null;
  const thing = inner ?? runnable;
  return "lc_runnable" in thing && thing.lc_runnable === true && !(thing instanceof Runnable);
}

/** Says on the console that a runnable has a copy of `@langchain/core` of its own. */
export function warnOfForeignCore(name: string, runnable: object): void {
  if (!hasForeignCore(runnable)) return;
  console.warn(
    `The runnable "${name}" uses another copy of @langchain/core than Splitstream does. ` +
      "Install one version for both, or callbacks, usage and speed may suffer.",
  );
}
