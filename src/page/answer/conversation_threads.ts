import type { Question, QuestionThread } from "./question.ts";

/** The thread in which the server keeps a conversation. */
export interface ConversationThread {
  id: string;
  /** The runnable: another could not read its state. */
  runnable: string;
  /** The system prompt that it began with. Default: that of the server. */
  system?: string;
}

/** Finds the thread for each question of a conversation. */
export class ConversationThreads {
  /** The thread of the conversation, which has all of it; `null` for none. */
  current: ConversationThread | null = null;
  /** Whether the reader wants the conversation to be kept, whatever answers it. */
  isKept = false;
  readonly #isThreaded: (runnable: string) => boolean;

  /** @param isThreaded says whether the conversations of a runnable are kept in threads anyway */
  constructor(isThreaded: (runnable: string) => boolean) {
    this.#isThreaded = isThreaded;
  }

  /**
   * Returns the thread for a question.
   *
   * @param options `isAside` says that the conversation does not go on there
   */
  for(question: Question, { isAside }: { isAside: boolean }): QuestionThread | undefined {
    const { runnable, variables, settings: { system } } = question;
    const isThreaded = this.#isThreaded(runnable);
    if (!isThreaded && (variables !== undefined || !this.isKept || isAside)) {
      const isSaid = variables === undefined && !isAside;
      if (isSaid) this.current = null; // the thread would not know of it
      return undefined;
    }
    if (isAside) return { id: newThreadId(), isNew: true };
    const { current } = this;
    return current?.runnable === runnable && (current.system ?? "") === system
      ? { id: current.id, isNew: false }
      : this.begin(question);
  }

  /** Begins a new thread with a question. */
  begin({ runnable, settings: { system } }: Question): QuestionThread {
    const id = newThreadId();
    this.current = { id, runnable, system };
    return { id, isNew: true };
  }

  /** Forgets the thread: a new conversation begins. */
  clear(): void {
    this.current = null;
    this.isKept = false;
  }
}

/** Returns the id of a new thread. Only pages served over HTTPS may make UUIDs. */
export function newThreadId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
