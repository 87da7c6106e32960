/// <reference lib="dom" />
import type { Opened } from "./server_threads.ts";
import type { ServerThread } from "./thread_turns.ts";

/** How often to ask for an answer that comes to another page, in milliseconds. */
const LOOK_AGAIN_MS = 2_000;

/** Options for {@linkcode whenOver}. */
export interface WhenOverOptions {
  /** Reads the thread. */
  open: () => Promise<Opened>;
  /** Whether the conversation has gone on in this page. */
  goesOn: () => boolean;
  /** Called with the thread when the answer is there. */
  onOver: (thread: ServerThread) => void;
}

/** Waits for an answer that comes to another page. */
export function whenOver(options: WhenOverOptions): void {
  const { open, goesOn, onOver } = options;
  setTimeout(async () => {
    const thread = await open();
    if (goesOn()) return;
    if (typeof thread !== "object" || thread.isBusy) whenOver(options);
    else onOver(thread);
  }, LOOK_AGAIN_MS);
}
