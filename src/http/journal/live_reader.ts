import { skipFrames } from "../../wire/frames.ts";
import type { BodySource } from "../reply/event_body.ts";
import type { LiveRun } from "./live_run.ts";

/** The most text that one part of a body has, in UTF-16 code units, if there is much to catch up. */
const MAX_PART = 2 ** 16;

/** Reads a run of this process from a position, at a pace of its own. */
export class LiveReader implements BodySource<Uint8Array> {
  readonly #run: LiveRun;
  readonly #onWait: () => void;
  readonly #onLeave: () => void;
  #position: number;
  #index: number;
  #isWaiting = false;
  #resolve = () => {};

  /** Use {@linkcode LiveRun.attach}. */
  constructor(
    run: LiveRun,
    { position, onWait, onLeave }: { position: number; onWait: () => void; onLeave: () => void },
  ) {
    this.#run = run;
    this.#position = position;
    this.#index = run.indexAfter(position);
    this.#onWait = onWait;
    this.#onLeave = onLeave;
  }

  /** Whether it has read all that there is, and wants more. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Aborted when the run is. */
  get signal(): AbortSignal {
    return this.#run.signal;
  }

  /** Returns the next bytes, or `null` after the last. @throws if the reply breaks */
  async next(): Promise<Uint8Array | null> {
    while (true) {
      const part = this.#take();
      if (part !== null) return part;
      if (this.#run.state === "broken") throw this.#run.error;
      if (this.#run.state === "ended") {
        this.#onLeave();
        return null;
      }
      this.#isWaiting = true;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#resolve = resolve;
      this.#onWait();
      await promise;
    }
  }

  /** Returns bytes as they are. */
  encode(part: Uint8Array): Uint8Array {
    return part;
  }

  /** Leaves the run. */
  cancel(): void {
    this.#onLeave();
  }

  /** Called when there is more, or the run is over. */
  wake(): void {
    this.#isWaiting = false;
    this.#resolve();
  }

  #take(): Uint8Array | null {
    const run = this.#run;
    const first = run.entry(this.#index);
    if (first === undefined) {
      if (this.#index < run.count) throw new Error("The journal no longer has what comes next");
      return null;
    }
    let { text, end } = first;
    this.#index++;
    for (
      let next = run.entry(this.#index);
      next !== undefined && text.length + next.text.length <= MAX_PART;
      next = run.entry(++this.#index)
    ) {
      text += next.text;
      end = next.end;
    }
    const skipped = Math.max(0, this.#position - first.start);
    this.#position = Math.max(this.#position, end);
    return skipFrames(text, skipped, run.dialect.frameEnd);
  }
}
