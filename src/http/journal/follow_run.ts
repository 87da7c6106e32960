import { TimeLimitError } from "../../run/watchdog.ts";
import type { JournalEntry, JournalState, JournalStatus } from "../../store/store.ts";
import { dialectNamed } from "../../wire/dialects.ts";
import type { Dialect } from "../../wire/dialect.ts";
import { countFrames, skipFrames } from "../../wire/frames.ts";
import { HttpError } from "../http_error.ts";
import type { Limits } from "../limits.ts";
import { type BodySource, eventBody } from "../reply/event_body.ts";
import { REPLY_HEADERS } from "../reply/reply_headers.ts";
import type { RunJournal } from "./run_journal.ts";

/** Options for {@linkcode followRun}. */
export interface FollowRunOptions {
  /** The id of the run. */
  runId: string;
  /** Whose it must be. */
  owner: string | null;
  /** The last id that the reader has, or `null` for all. */
  lastEventId: number | null;
  /** The address of the run for this reader. */
  location: string;
  limits: Limits;
}

/**
 * Replies with what a reader has missed of a run, and with what comes then: a 204 if that is
 * nothing.
 *
 * @throws {HttpError} 404 if there is no such run, 410 if its journal no longer has what comes next,
 * 503 if the store fails
 */
export async function followRun(
  journal: RunJournal,
  { runId, owner, lastEventId, location, limits }: FollowRunOptions,
): Promise<Response> {
  const status = await journal.find(runId, owner);
  const live = journal.live(runId);
  const dialect = live?.dialect ?? dialectNamed(status.head.dialect);
  if (dialect === undefined) throw new HttpError(404, "The run is in an unknown format.");
  const { frameEnd } = dialect;
  const after = lastEventId === null
    ? 0
    : Math.max(0, frameEnd === undefined ? lastEventId : lastEventId + 1);
  const headers = {
    ...REPLY_HEADERS,
    vary: "accept",
    ...dialect.headers,
    "content-location": location,
  };
  if (after > 0 && hasAll(status, after, dialect)) {
    return new Response(null, { status: 204, headers });
  }
  if (live !== undefined ? live.begin > after : isBeyond(status, after, dialect)) {
    throw new HttpError(410, "The journal of the run no longer has what comes next.");
  }
  const source = live?.attach(after) ?? new StoreReader(journal, { status, dialect, after });
  const { heartbeat, contentType } = dialect;
  const { heartbeatMs } = limits;
  const { timer } = journal.options;
  return new Response(eventBody(source, { heartbeat, isSlow: false, heartbeatMs, timer }), {
    headers: { ...headers, "content-type": contentType },
  });
}

/**
 * Whether a reader at a position has the end, too. After the last event of a run that did not end,
 * an error still follows.
 */
function hasAll(status: JournalStatus, after: number, dialect: Dialect): boolean {
  const { state, end } = status;
  switch (state) {
    case "running":
    case "broken":
      return false;
    case "ended":
      return after >= end;
    default:
      return after > end && !isBeyond(status, after, dialect);
  }
}

/**
 * Whether a reader had more of a run that did not end than the store, and the error behind it. It
 * read the run while it was written.
 */
function isBeyond(status: JournalStatus, after: number, dialect: Dialect): boolean {
  const { state, end } = status;
  if (state !== "full" && state !== "lost" || after <= end) return false;
  const { frameEnd } = dialect;
  if (frameEnd === undefined) return true; // such a reply breaks off
  return after > end + countFrames(lastError(status, state, { dialect, at: end }), frameEnd);
}

/** Returns the error that follows the last event of a run that did not end. */
function lastError(
  { head: { runId, hasLongIds } }: JournalStatus,
  state: JournalState,
  { dialect, at }: { dialect: Dialect; at: number },
): string {
  const message = state === "full"
    ? "The answer was too long for the journal of the run."
    : "The server of the run has stopped.";
  const encode = dialect.createEncoder({
    firstId: at,
    ...(hasLongIds ? { idPrefix: `${runId}/` } : {}),
  });
  return encode({ type: "error", failure: { status_code: 503, message }, record: null });
}

/** Reads a run of another server, or one that has ended, from the store. */
class StoreReader implements BodySource<Uint8Array> {
  readonly #abort = new AbortController();
  readonly #pages: AsyncGenerator<readonly JournalEntry[], JournalState, void>;
  readonly #dialect: Dialect;
  readonly #status: JournalStatus;
  #position: number;
  #isOver = false;

  constructor(
    journal: RunJournal,
    { status, dialect, after }: { status: JournalStatus; dialect: Dialect; after: number },
  ) {
    this.#status = status;
    this.#dialect = dialect;
    this.#position = after;
    this.#pages = journal.options.store.follow(status.head.runId, after, this.#abort.signal);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  async next(): Promise<Uint8Array | null> {
    if (this.#isOver) return null;
    const { value, done } = await this.#pages.next();
    if (done) return this.#end(value);
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for (const { start, end, text } of value) {
      if (end <= this.#position) continue; // written twice, because the first reply was lost
      if (start > this.#position) throw new Error("The journal has lost events");
      parts.push(skipFrames(text, this.#position - start, this.#dialect.frameEnd));
      this.#position = end;
    }
    return concat(parts);
  }

  encode(part: Uint8Array): Uint8Array {
    return part;
  }

  cancel(reason: unknown): void {
    if (reason instanceof TimeLimitError) return;
    this.#abort.abort(reason);
    this.#pages.return("running").catch(() => {}); // the store may have failed
  }

  /** What follows the last entry: nothing, an error in the dialect, or a broken body. */
  #end(state: JournalState): Uint8Array | null {
    this.#isOver = true;
    if (state === "ended") return null;
    if (state === "broken") throw new Error("The reply broke off");
    const where = { dialect: this.#dialect, at: this.#position };
    return new TextEncoder().encode(lastError(this.#status, state, where));
  }
}

function concat(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
