import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";

/**
 * Runs something outside whatever run this one was called in. LangGraph keeps
 * the run under way in async local storage, and a server may handle a request
 * where an earlier one left off: the later run would take itself for a part of
 * the earlier, and tell that one's callbacks what only concerns its own.
 */
export function withoutRunContext<T>(run: () => T): T {
  const storage = AsyncLocalStorageProviderSingleton.getInstance();
  return storage.getStore() === undefined ? run() : storage.run(undefined, run);
}
