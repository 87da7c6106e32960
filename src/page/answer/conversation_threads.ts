import type { Question } from "./question.ts";

/** The thread in which the server keeps a conversation. */
export interface ConversationThread {
  id: string;
  /** The runnable: another could not read its state. */
  runnable: string;
}

/** Finds the thread for each question of a conversation. */
export class ConversationThreads {
  /** The thread of the conversation; `null` for none. */
  current: ConversationThread | null = null;
  readonly #isThreaded: (runnable: string) => boolean;

  /** @param isThreaded says whether the conversations of a runnable are kept in threads */
  constructor(isThreaded: (runnable: string) => boolean) {
    this.#isThreaded = isThreaded;
  }

  /**
   * Returns the thread for a question. One that is asked again gets another thread, because its own
   * has the answer already.
   *
   * @param options `isAside` says that the conversation does not go on there
   */
  for(
    runnable: string,
    { isAgain, isAside }: { isAgain: boolean; isAside: boolean },
  ): Question["thread"] {
    if (!this.#isThreaded(runnable)) return undefined;
    if (!isAgain && this.current?.runnable === runnable) {
      return { id: this.current.id, isNew: false };
    }
    const id = newThreadId();
    if (!isAside) this.current = { id, runnable };
    return { id, isNew: true };
  }
}

/** Returns the id of a new thread. Only pages served over HTTPS may make UUIDs. */
function newThreadId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
