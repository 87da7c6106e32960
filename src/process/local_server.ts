import type { Handler } from "../http/handler.ts";
import type { Config } from "../config.ts";

/** The app in a process that asks it itself. */
export interface LocalServer {
  readonly handler: Handler;
  /** Whether a thread outlives the process. */
  readonly keepsThreads: boolean;
  /** Resolves when what was to be saved is saved. */
  close(): Promise<void>;
}

/**
 * Makes the app of a configuration for the user of this process, who needs no key.
 *
 * @param isThreaded whether it is asked in a thread, which is then in the store that is configured
 */
export async function openLocalServer(
  { app, store: config }: Pick<Config, "app" | "store">,
  { isThreaded, onError }: { isThreaded: boolean; onError: (error: unknown) => void },
): Promise<LocalServer> {
  const [{ createApp }, { openStore }] = await Promise.all([
    import("../app.ts"), // slow to load
    import("../open_store.ts"),
  ]);
  const store = openStore(
    isThreaded ? config : { ...config, redisUrl: undefined, kvPath: undefined },
  );
  const pending: Promise<unknown>[] = [];
  const handler = createApp({
    ...app,
    store,
    access: {},
    journal: {}, // nobody could come back to this process
    onError,
    waitUntil: (promise) => void pending.push(promise),
  });
  return {
    handler,
    keepsThreads: store.isShared,
    async close() {
      await Promise.allSettled(pending);
      await store.close();
    },
  };
}
