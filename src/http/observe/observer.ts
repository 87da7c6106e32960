import type { FinishedRun } from "../start/run_request.ts";
import { callListener } from "./call_listener.ts";
import { errorLine } from "./error_line.ts";
import { LineWriter } from "./line_writer.ts";
import { type RunLog, toRunLog } from "./run_log.ts";

/**
 * Options for watching the runs of an app, and its errors.
 *
 * @example
 * ```ts
 * import { createApp } from "@splitstream/splitstream";
 *
 * const app = createApp({
 *   onRun: ({ runnable, outcome, duration_ms }) => console.log(runnable, outcome, duration_ms),
 *   onError: (error, runId) => console.error(runId, error),
 * });
 * ```
 */
export interface ObserveOptions {
  /**
   * Called with each finished run. May be async; an error that it throws goes to
   * `onError`. Default: none.
   */
  onRun?: ((log: RunLog) => unknown) | undefined;
  /**
   * Called with each error of a runnable and the id of its run, and with each error of the
   * server and `null`. May be async; an error that it throws is logged. Default: logs a line,
   * with the stack if the code of a runnable failed. Keys, addresses and paths are masked, and
   * so is the conversation unless `logPrompts` is set.
   */
  onError?: ((error: unknown, runId: string | null) => unknown) | undefined;
  /** Receives the lines about errors. Default: `console`. */
  logger?: { error(line: string): void } | undefined;
  /** Whether logs may hold the text of conversations. Default: `false`. */
  logPrompts?: boolean | undefined;
  /**
   * Whether each run has a span of OpenTelemetry. Default: whether Deno exports telemetry, or an
   * SDK of OpenTelemetry is registered.
   */
  tracing?: boolean | undefined;
  /**
   * Whether an error that nothing catches, because a runnable threw it in a timer or left a
   * promise behind, goes to `onError` and leaves the process and all other runs alone. It takes
   * effect with the first request, so an error at start still ends the process. Default: `true`.
   */
  guardProcess?: boolean | undefined;
}

/** Passes runs and errors to the listeners of an app. A listener never affects a reply. */
export class Observer {
  readonly #options: ObserveOptions;
  readonly #secrets: readonly string[];
  readonly #lines: LineWriter;

  /** @param secrets texts that must not be in a log */
  constructor(options: ObserveOptions, secrets: readonly string[]) {
    const { logger = console } = options;
    this.#options = options;
    this.#secrets = secrets;
    this.#lines = new LineWriter((line) => logger.error(line));
  }

  /** Reports an error of the server, or of the run that it belongs to. */
  onError(error: unknown, run: FinishedRun | null = null): void {
    const runId = run?.runId ?? null;
    const { onError } = this.#options;
    if (onError === undefined) return this.#log(error, run);
    callListener(() => onError(error, runId), (another) => this.#log(another, run));
  }

  /** Reports a finished run. */
  onRun(run: FinishedRun): void {
    const { onRun, logPrompts: withPrompts = false } = this.#options;
    if (run.outcome === "failed") this.onError(run.error, run);
    if (onRun === undefined) return;
    callListener(() => onRun(toRunLog(run, { withPrompts })), (error) => this.onError(error, run));
  }

  #log(error: unknown, run: FinishedRun | null): void {
    const isAllowed = this.#options.logPrompts === true;
    const said = isAllowed ? "any" : run === null ? "unknown" : conversationOf(run);
    const line = errorLine(error, { runId: run?.runId ?? null, secrets: this.#secrets, said });
    this.#lines.write(line);
  }
}

/** Returns the texts of the conversation, so that they can be masked. */
function conversationOf({ request: { input }, record: { output, splits } }: FinishedRun): string[] {
  return [...textsIn(input.value), ...textsIn(output), splits.join("")];
}

/** Returns all texts in a value, at any depth. */
function textsIn(value: unknown): string[] {
  const texts: string[] = [];
  const left = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === "string") texts.push(next);
    else if (typeof next === "object" && next !== null) left.push(...Object.values(next));
  }
  return texts;
}
