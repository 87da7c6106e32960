import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";

/**
 * Calls a function outside of the current LangGraph run. LangGraph keeps the current run in async
 * local storage, and a server may handle a request in the async context of an earlier one. The new
 * run would then count as a part of the earlier run, and call the callbacks of that run.
 */
export function withoutRunContext<T>(run: () => T): T {
  const storage = AsyncLocalStorageProviderSingleton.getInstance();
  return storage.getStore() === undefined ? run() : storage.run(undefined, run);
}
