import type { SharedMaps } from "./maps/shared_maps.ts";

/** A part of the reply of a run, as the journal keeps it. */
export interface JournalEntry {
  /** The position before it: complete events, or bytes where the dialect has no events. */
  readonly start: number;
  /** The position after it. */
  readonly end: number;
  /** The text that was written. */
  readonly text: string;
}

/** What is known of a run when its journal begins. */
export interface JournalHead {
  /** The id of the run: a UUID. */
  readonly runId: string;
  /** The id of the server that runs it. */
  readonly server: string;
  /** A digest of the API key that began it; `null` if no key is required. */
  readonly owner: string | null;
  /** A name by which its caller finds it again, for example a chat; `null` if it has none. */
  readonly alias: string | null;
  /** The name of the dialect that it is written in. */
  readonly dialect: string;
  /** Whether its events have the id of the run in theirs, for `EventSource`. */
  readonly hasLongIds: boolean;
}

/**
 * How far a journal is:
 *
 * - `running`: more may come
 * - `ended`: it is complete
 * - `broken`: the reply broke, because its dialect cannot express a failure
 * - `full`: the reply was longer than the journal keeps
 * - `lost`: the server of the run stopped before the run ended
 */
export type JournalState = "running" | "ended" | "broken" | "full" | "lost";

/** A journal, without its entries. */
export interface JournalStatus {
  /** The head that it began with. */
  readonly head: JournalHead;
  /** The position after its last entry. */
  readonly end: number;
  /** How far it is. */
  readonly state: JournalState;
}

/** Options for {@linkcode Store.take}. */
export interface TakeOptions {
  /** How many answers to take. */
  count: number;
  /** How many answers a caller has a minute. */
  perMinute: number;
  /** Whether to take them even if there are too few. Default: `false`. */
  isForced?: boolean;
}

/**
 * Keeps what the servers of a fleet share: the journals of runs, the counters of rate limits,
 * and what threads are kept in.
 *
 * Each method may fail. A failure costs what the store is for, never an answer.
 */
export interface Store {
  /** Whether other processes see what it keeps. One that they do not see must answer at once. */
  readonly isShared: boolean;
  /** How long to gather entries until they are written, in milliseconds. */
  readonly gatherMs: number;
  /** What threads are kept in. */
  readonly maps: SharedMaps;

  /**
   * Begins the journal of a run, or goes on with it after a failure.
   *
   * @returns the position up to which the store has it: 0 for a new one
   */
  begin(head: JournalHead): Promise<number>;

  /** Adds entries to a journal, and sets its state. Entries follow each other without a gap. */
  append(
    runId: string,
    entries: readonly JournalEntry[],
    state: Exclude<JournalState, "lost">,
  ): Promise<void>;

  /** Returns the status of a journal; `null` if there is none, or no longer. */
  find(runId: string): Promise<JournalStatus | null>;

  /** Returns the id of the latest run with an alias, or `null`. */
  named(alias: string): Promise<string | null>;

  /**
   * Yields the entries of a journal that end after a position, as they come. The first may begin
   * before it. It ends once the journal is no longer `running`, or the signal is aborted.
   *
   * @returns the state at the end
   */
  follow(
    runId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncGenerator<readonly JournalEntry[], JournalState, void>;

  /** Whether a journal has been followed in the last seconds. */
  isFollowed(runId: string): Promise<boolean>;

  /** Asks the server of a run to stop it. */
  stop(runId: string): Promise<void>;

  /** Says that a server is alive. @returns the ids of its runs that it is asked to stop */
  beat(server: string): Promise<string[]>;

  /**
   * Takes answers from the bucket of a caller, which refills continuously, if it has enough.
   *
   * @returns how many are left; less than 0 if there are too few, and none is taken
   */
  take(caller: string, options: TakeOptions): Promise<number>;

  /** Closes its connections. */
  close(): Promise<void>;
}
