/// <reference lib="dom" />
import type { Opened } from "./server_threads.ts";

/** How often to ask for an answer that comes to another page, in milliseconds. */
const LOOK_AGAIN_MS = 2_000;

/** Options for {@linkcode reloadWhenOver}. */
export interface ReloadWhenOverOptions {
  /** Reads the thread. */
  open: () => Promise<Opened>;
  /** Whether the conversation has gone on in this page. */
  goesOn: () => boolean;
}

/** Opens a thread again when the answer is there that comes to another page. */
export function reloadWhenOver({ open, goesOn }: ReloadWhenOverOptions): void {
  setTimeout(async () => {
    const thread = await open();
    if (goesOn()) return;
    if (typeof thread !== "object" || thread.isBusy) reloadWhenOver({ open, goesOn });
    else location.reload();
  }, LOOK_AGAIN_MS);
}
