import type { Message } from "@splitstream/splitstream/client";
import { forkPoint, type ThreadState } from "./fork_point.ts";
import type { Question, QuestionThread } from "../answer/question.ts";

/** The thread in which the server keeps a conversation. */
export interface ConversationThread {
  id: string;
  /** The runnable: another could not read its state. */
  runnable: string;
  /** The system prompt that it began with. Default: that of the server. */
  system?: string;
}

/** Options for {@linkcode ConversationThreads}. */
export interface ConversationThreadsOptions {
  /** Whether the conversations of a runnable are kept in threads, unasked. */
  isThreaded: (runnable: string) => boolean;
  /** The threads of the server. */
  server: {
    states(id: string): Promise<readonly ThreadState[]>;
    keep(
      thread: { id: string; runnable: string; messages: readonly Message[] },
    ): Promise<boolean>;
  };
}

/** Finds the thread for each question of a conversation. */
export class ConversationThreads {
  /** The thread of the conversation, which has all of it; `null` for none. */
  current: ConversationThread | null = null;
  /** Whether the reader wants the conversation to be kept, whatever answers it. */
  isKept = false;
  readonly #options: ConversationThreadsOptions;

  /** @param options whose conversations are kept, and where */
  constructor(options: ConversationThreadsOptions) {
    this.#options = options;
  }

  /**
   * Returns the thread for a question.
   *
   * @param options `isAside` says that the conversation does not go on there
   */
  for(question: Question, { isAside }: { isAside: boolean }): QuestionThread | undefined {
    const { runnable, variables, settings: { system } } = question;
    const isThreaded = this.#options.isThreaded(runnable);
    if (!isThreaded && (variables !== undefined || !this.isKept || isAside)) {
      const isSaid = variables === undefined && !isAside;
      if (isSaid) this.current = null; // the thread would not know of it
      return undefined;
    }
    if (isAside) return { id: newThreadId(), isNew: true };
    const { current } = this;
    return current?.runnable === runnable && (current.system ?? "") === system
      ? { id: current.id, isNew: false }
      : this.#begin(question);
  }

  /**
   * Returns where a question goes that takes the place of another one: to the checkpoint before that,
   * or to a new thread.
   *
   * @param options `thread` is what {@linkcode for} has returned
   */
  async replace(
    question: Question,
    { replaced, thread, signal }: {
      replaced: Question;
      thread: QuestionThread;
      signal: AbortSignal;
    },
  ): Promise<QuestionThread> {
    if (thread.isNew) return thread;
    const isThere = replaced.thread?.id === thread.id;
    const states = isThere ? await this.#options.server.states(thread.id) : [];
    signal.throwIfAborted(); // another conversation may have begun
    return forkPoint(states, replaced) ?? this.#begin(question);
  }

  /** Called with the thread of a question that was refused. It was not told what was said before. */
  refuse(thread: QuestionThread | undefined): void {
    if (thread?.isNew && thread.id === this.current?.id) this.current = null;
  }

  /** Lets the server keep what was said, up to a question and its answer. @returns whether it does */
  async keep({ runnable, settings: { system } }: Question, history: readonly Message[]) {
    const id = newThreadId();
    const first = system === "" ? [] : [{ role: "system", content: system } as const];
    const isKept = await this.#options.server.keep({
      id,
      runnable,
      messages: [...first, ...history],
    });
    if (!isKept) return false;
    this.isKept = true;
    this.current = { id, runnable, system };
    return true;
  }

  /** Begins a new thread with a question. */
  #begin({ runnable, settings: { system } }: Question): QuestionThread {
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
function newThreadId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
