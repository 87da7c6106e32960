/**
 * Returns the thread that `withConfig` has bound a runnable to, or `null`. All of its runs are one
 * conversation.
 */
export function boundThread(runnable: object): string | null {
  const thread = threadIn(runnable);
  if (thread !== null) return thread;
  const inner = "graph" in runnable ? runnable.graph : "bound" in runnable ? runnable.bound : null;
  return typeof inner === "object" && inner !== null ? boundThread(inner) : null;
}

function threadIn(runnable: object): string | null {
  const { config } = runnable as { config?: { configurable?: { thread_id?: unknown } } };
  const thread = config?.configurable?.thread_id;
  return typeof thread === "string" || typeof thread === "number" ? String(thread) : null;
}
