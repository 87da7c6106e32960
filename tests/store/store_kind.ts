import type { Store } from "../../src/store/store.ts";

/** A kind of store, for the contracts. */
export interface StoreKind {
  name: string;
  /** Opens a store on the same data each time. */
  open: () => Store;
  /** Whether the store tells that the server of a run has stopped, within its short lease. */
  tellsLost: boolean;
  /** Why the tests cannot run here. */
  skipped?: string | undefined;
}

/** Declares a test on a store, which is closed behind it. */
export function storeTest(
  { name, open, skipped }: StoreKind,
  what: string,
  run: (store: Store) => Promise<void>,
): void {
  const ignore = skipped !== undefined;
  Deno.test({
    name: `${name} ${what}${ignore ? ` (SKIPPED: ${skipped})` : ""}`,
    ignore,
    async fn() {
      const store = open();
      try {
        await run(store);
      } finally {
        await store.close();
      }
    },
  });
}
