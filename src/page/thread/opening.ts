import type { SavedAnswer } from "../answer/answer.ts";
import { historyOf, isAllOf, type ServerThread, systemOf, turnsOf } from "./thread_turns.ts";
import type { Opened } from "./server_threads.ts";
import type { Saved } from "../conversation/session.ts";

/** What the page begins with. */
export interface Opening extends Pick<Saved, "turns" | "history" | "running"> {
  thread: NonNullable<Saved["thread"]> | null;
  isKept: boolean;
  /** Whether it is as this tab has shown it. */
  isOwn: boolean;
  /** Whether an answer comes to another page. */
  isUnderWay: boolean;
  /** Why the thread of the address cannot be shown; `null` if it is, or there is none. */
  missing: Exclude<Opened, ServerThread> | null;
}

/** Options for {@linkcode openingOf}. */
export interface OpeningOptions {
  /** The thread that the address names. */
  linked: string | null;
  /** What this tab has shown before. */
  saved: Saved | null;
  /** Reads a thread of the server. */
  open: (id: string) => Promise<Opened>;
}

const NOTHING = {
  turns: [],
  history: [],
  running: null,
  thread: null,
  isKept: false,
  isOwn: false,
  isUnderWay: false,
};

/**
 * Returns the conversation that the page begins with. That of this tab has splits and times; that of
 * the server goes on in other tabs, and wins where they differ.
 */
export async function openingOf({ linked, saved, open }: OpeningOptions): Promise<Opening> {
  const known = saved?.thread ?? null;
  const own = saved !== null && (linked === null || linked === known?.id) ? saved : null;
  const id = linked ?? known?.id ?? null;
  const opened = id === null ? null : await open(id);
  if (typeof opened === "object" && opened !== null) {
    // A last turn that came from the thread may have ended since, with a question.
    const hasAll = own !== null && !opened.isBusy && own.turns.at(-1)?.isRecalled !== true &&
      isAllOf(opened, own);
    const isOwn = own !== null && (own.running != null || hasAll);
    return isOwn ? openingWith(own, known) : openingOfThread(opened, own?.turns);
  }
  // A server that has forgotten the thread is told what was said.
  if (own !== null) return openingWith(own, opened === "unknown" ? null : known);
  return { ...NOTHING, missing: opened };
}

/** Returns the conversation of a thread. @param seen the turns that the page has seen */
export function openingOfThread(thread: ServerThread, seen?: readonly SavedAnswer[]): Opening {
  return {
    ...NOTHING,
    turns: turnsOf(thread, seen),
    history: historyOf(thread),
    thread: { id: thread.id, runnable: thread.runnable, system: systemOf(thread) },
    isKept: true,
    isUnderWay: thread.isBusy,
    missing: null,
  };
}

function openingWith(
  { turns, history, running = null, isKept = false }: Saved,
  thread: Opening["thread"],
): Opening {
  return { turns, history, running, isKept, thread, isOwn: true, isUnderWay: false, missing: null };
}
