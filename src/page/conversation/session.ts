/// <reference lib="dom" />
import type { Message } from "@splitstream/splitstream/client";
import type { SavedAnswer } from "../answer/answer.ts";
import type { ConversationThread } from "../thread/conversation_threads.ts";
import type { Question, Settings } from "../answer/question.ts";

const KEY = "splitstream-session";
const API_KEY = "splitstream-key";

/** An answer under way, which the server keeps. */
export interface RunningAnswer {
  question: Question;
  /** The address of its run. */
  location: string;
  /** When it was asked for, in milliseconds since 1970. */
  began: number;
}

/** What survives a reload of the page, in this tab. */
export interface Saved {
  turns: readonly SavedAnswer[];
  history: readonly Message[];
  running?: RunningAnswer | null;
  thread?: ConversationThread | null;
  /** Whether the reader wants the conversation to be kept, whatever answers it. */
  isKept?: boolean;
  settings: Settings;
  view: string;
  runnable: string;
}

/** Keeps a conversation and the API key in this tab, if the browser lets it. */
export class Session {
  readonly #storage = storage();

  /** The API key. */
  get key(): string {
    return this.#storage?.getItem(API_KEY) ?? "";
  }

  set key(key: string) {
    this.#storage?.setItem(API_KEY, key);
  }

  /** Returns what was saved, or `null`. */
  load(): Saved | null {
    try {
      const saved: unknown = JSON.parse(this.#storage?.getItem(KEY) ?? "null");
      return isSaved(saved) ? saved : null;
    } catch {
      return null; // of another version, or damaged
    }
  }

  /** Saves as much as fits: the frames go first, then the oldest turns. */
  save(saved: Saved): void {
    const { turns } = saved;
    const candidates = [
      saved,
      { ...saved, turns: turns.map((turn) => ({ ...turn, frames: [] })) },
      { ...saved, turns: turns.slice(-1).map((turn) => ({ ...turn, frames: [] })) },
      { ...saved, turns: [] },
    ];
    for (const candidate of candidates) {
      try {
        this.#storage?.setItem(KEY, JSON.stringify(candidate));
        return;
      } catch {
        // Too large: try with less.
      }
    }
  }

  /** Forgets the conversation. */
  clear(): void {
    this.#storage?.removeItem(KEY);
  }
}

function isSaved(value: unknown): value is Saved {
  return typeof value === "object" && value !== null && "turns" in value &&
    Array.isArray(value.turns) && "settings" in value && "history" in value;
}

/** Returns the storage of the tab; `null` if the browser allows none. */
function storage(): Storage | null {
  try {
    return globalThis.sessionStorage;
  } catch {
    return null;
  }
}
