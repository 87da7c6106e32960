import type { TerminalWriter } from "./terminal_writer.ts";

/** How long nothing has to happen before there is a sign of life, in milliseconds. */
const PATIENCE_MS = 300;
const FRAME_MS = 100;
const FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

/** Options for {@linkcode SignOfLife}. */
export interface SignOfLifeOptions {
  stdout: TerminalWriter;
  /** Where it is shown, if that is a terminal. */
  stderr: TerminalWriter;
  /** Whether a terminal can erase a line. */
  canErase: boolean;
  /** A monotonic clock, in milliseconds. */
  now: () => number;
  /** Calls a function again and again. Returns a function that stops it. */
  every: (ms: number, call: () => void) => () => void;
}

/** Shows that the program waits, and for how long, and leaves no trace of it. */
export class SignOfLife {
  readonly #options: SignOfLifeOptions;
  #stop: (() => void) | null = null;
  #label: (seconds: number) => string = String;
  #isShown = false;

  /** @param options the outputs, and the time */
  constructor(options: SignOfLifeOptions) {
    this.#options = options;
  }

  /** Begins to wait. While it waits already, only the label changes. */
  wait(label: (seconds: number) => string): void {
    const { stderr, canErase, now, every } = this.#options;
    this.#label = label;
    if (this.#stop !== null || !stderr.isTerminal || !canErase) return;
    const start = now();
    this.#stop = every(FRAME_MS, () => this.#draw(now() - start));
  }

  /** Ends the wait, and erases what was shown. */
  async end(): Promise<void> {
    this.#stop?.();
    this.#stop = null;
    if (!this.#isShown) return;
    this.#isShown = false;
    await this.#options.stderr.overwrite("");
  }

  #draw(ms: number): void {
    const { stdout, stderr } = this.#options;
    // There is no way back into a line that text has begun.
    if (ms < PATIENCE_MS || (stdout.isTerminal && stdout.isLineBegun)) return;
    const seconds = Math.floor(ms / 1000);
    const frame = FRAMES[Math.floor(ms / FRAME_MS) % FRAMES.length] ?? "";
    this.#isShown = true;
    const text = seconds === 0 ? frame : `${frame} ${this.#label(seconds)}`;
    // If it fails, so does whatever is written next, and that is waited for.
    stderr.overwrite(text, "dim").catch(() => {});
  }
}
