import type { StepTime } from "../wire/stream_event.ts";
import type { Timer } from "./timer.ts";

/** Collects when things happened in a run, in whole milliseconds since its start. */
export class RunTiming {
  readonly #timer: Timer;
  readonly #startedAt: number;
  readonly #splits: number[] = [];
  readonly #reasoning: number[] = [];
  readonly #steps = new Map<string, { -readonly [Key in keyof StepTime]: StepTime[Key] }>();

  /** Starts the clock. */
  constructor(timer: Timer) {
    this.#timer = timer;
    this.#startedAt = timer.now();
  }

  /** The time since the start. */
  get elapsedMs(): number {
    return Math.round(this.#timer.now() - this.#startedAt);
  }

  /** The steps of a graph so far, in the order in which they began. */
  get steps(): StepTime[] {
    return [...this.#steps.values()].map((step) => ({ ...step }));
  }

  /** Notes when a split was read. Default: now. */
  addSplit(ms: number = this.elapsedMs): void {
    this.#splits.push(ms);
  }

  /** Notes when a piece of reasoning was read. Default: now. */
  addReasoning(ms: number = this.elapsedMs): void {
    this.#reasoning.push(ms);
  }

  /** Notes that a step of a graph begins. */
  startStep(id: string, path: readonly string[]): void {
    const node = path.at(-1) ?? "";
    this.#steps.set(id, { node, path, started_ms: this.elapsedMs, ended_ms: null });
  }

  /** Notes that a step of a graph is done, or failed. */
  endStep(id: string): void {
    const step = this.#steps.get(id);
    if (step !== undefined) step.ended_ms = this.elapsedMs;
  }

  /** Returns when a split was read. */
  splitAt(index: number): number {
    return this.#splits[index] ?? this.elapsedMs;
  }

  /** Returns the times of the first splits. */
  splitMs(count: number): number[] {
    return this.#splits.slice(0, count);
  }

  /** Returns the times of the first pieces of reasoning. */
  reasoningMs(count: number): number[] {
    return this.#reasoning.slice(0, count);
  }
}
