import { EndMarkerStream, type EndMarkerStreamOptions } from "../stream/end_marker_stream.ts";
import type { SplitRecord } from "../stream/split_record.ts";
import type { EndRecord, RunStart, StreamEvent } from "../wire/stream_event.ts";
import { toFailure } from "./failure.ts";
import { isLimit } from "./langchain/model/finish_reason.ts";
import { ModelObserver } from "./langchain/model/model_observer.ts";
import { Reasoning } from "./langchain/message/reasoning.ts";
import { type RunChunk, runInto } from "./chunk_pump.ts";
import type { RunnableSource } from "./langchain/runnable.ts";
import { StepUpdate } from "./langchain/graph/step_update.ts";
import type { Timer } from "./timer.ts";
import { TimeLimitError, type WaitLimits } from "./watchdog.ts";

/** What {@linkcode RunEvents} needs to know of a run. */
export interface RunOptions extends EndMarkerStreamOptions {
  input: unknown;
  /** How the model is to answer, in the words of OpenAI's requests. */
  sampling?: Readonly<Record<string, unknown>> | undefined;
  /** The name that the runnable is served under. */
  name: string;
  /** A UUID. */
  runId: string;
  /** Aborts the run: the caller went away, or, with a `TimeLimitError`, it took too long. */
  signal: AbortSignal;
  waits: WaitLimits;
  timer: Timer;
  /** The most steps of an agent or graph, if it is not its own limit. */
  recursionLimit?: number | undefined;
  /** Called for each model call. */
  onModelCall?: (() => void) | undefined;
  /** Told, once, how it went. */
  onEnd?: (summary: RunSummary) => void;
}

/** How a run went, for who was not there. */
export interface RunSummary {
  /** Whether it was completed, failed, or nobody wanted more of it. */
  outcome: "complete" | "failed" | "cancelled";
  /** What it failed with. */
  error: unknown;
  /** All that is known of the answer, as far as it came. */
  record: EndRecord;
  /** The model's name, where the runnable tells it. */
  model: string | null;
}

/**
 * Runs a runnable and tells what happens, from `start` to `end` or `error`.
 *
 * `start` is told together with the first text, so that until then a failure
 * is thrown, and can still be answered with a status of its own.
 */
export class RunEvents {
  readonly #options: RunOptions;
  readonly #begin: number;
  readonly #report: ModelObserver;
  readonly #record: SplitRecord;
  readonly #reader: ReadableStreamDefaultReader<RunChunk>;
  /** What is known already, and to be told next. */
  readonly #ahead: StreamEvent[] = [];
  #isStarted = false;
  #isOver = false;
  #firstTokenMs: number | null = null;
  /** Of an agent: the step under way, and where in the output it began. */
  #step: string | null = null;
  #stepBegin = 0;
  readonly #reasoning: string[] = [];
  #reasoningLength = 0;

  /** Starts the run. */
  constructor(source: RunnableSource, options: RunOptions) {
    this.#options = options;
    this.#report = new ModelObserver(options.onModelCall);
    this.#begin = options.timer.now();
    const markers = new EndMarkerStream<Reasoning | StepUpdate>({
      ...options,
      passes: isNoText,
      endsText: (chunk) => chunk instanceof StepUpdate,
    });
    this.#record = markers.record;
    this.#reader = markers.readable.getReader();
    const onStep = (step: string) => this.#step = step;
    runInto(markers.writable, source, { ...options, report: this.#report, onStep });
  }

  /** What happens next, or `null` when it is over. */
  async next(): Promise<StreamEvent | null> {
    const known = this.#ahead.shift();
    if (known !== undefined) return known;
    if (this.#isOver) return null;
    try {
      const { value, done } = await this.#reader.read();
      if (this.#isOver) return null; // nobody wants it any more
      const event = done ? this.#end() : this.#tell(value);
      if (this.#isStarted) return event;
      this.#isStarted = true;
      this.#ahead.unshift(event);
      return { type: "start", run: this.#run() };
    } catch (error) {
      return this.#fail(error);
    }
  }

  /** Ends the run: nobody wants more of it. */
  cancel(): void {
    this.#finish("cancelled");
  }

  #tell(chunk: RunChunk): StreamEvent {
    if (typeof chunk === "string") {
      this.#firstTokenMs ??= this.#elapsed();
      return { type: "text", text: chunk };
    }
    if (chunk instanceof Reasoning) return this.#tellReasoning(chunk);
    this.#stepBegin = this.#record.output.length;
    return { type: "updates", updates: chunk.updates };
  }

  /** Reasoning has the limits of an answer, and counts apart from it. */
  #tellReasoning({ text }: Reasoning): StreamEvent {
    const { maxOutputLength = Infinity, maxSplits = Infinity } = this.#options;
    this.#reasoningLength += text.length;
    if (this.#reasoningLength > maxOutputLength || this.#reasoning.length >= maxSplits) {
      this.#record.end("length");
      return this.#end();
    }
    this.#reasoning.push(text);
    return { type: "reasoning", text };
  }

  #end(): StreamEvent {
    const { output, endReason } = this.#record;
    const end: StreamEvent = { type: "end", record: this.#endRecord() };
    this.#finish("complete");
    // The marker ends an agent's last step before the agent can tell of it.
    if (this.#step === null || endReason !== "marker") return end;
    this.#ahead.push(end);
    const message = { type: "ai", content: output.slice(this.#stepBegin), tool_calls: [] };
    return { type: "updates", updates: { [this.#step]: { messages: [message] } } };
  }

  #fail(error: unknown): StreamEvent | null {
    const isCancelled = isGone(this.#options.signal);
    this.#finish(isCancelled ? "cancelled" : "failed", error);
    if (!this.#isStarted) throw error;
    if (isCancelled) return null;
    const { refusal: _, retryAfter: __, ...failure } = toFailure(error);
    return { type: "error", failure };
  }

  #finish(outcome: RunSummary["outcome"], error: unknown = null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#reader.cancel().catch(() => {}); // it fails as the run did
    const { signal: { reason }, onEnd } = this.#options;
    // It took too long while nobody read, so nobody was told.
    const isLate = outcome === "cancelled" && reason instanceof TimeLimitError;
    onEnd?.({
      outcome: isLate ? "failed" : outcome,
      error: isLate ? reason : outcome === "failed" ? error : null,
      record: this.#endRecord(),
      model: this.#report.model,
    });
  }

  #run(): RunStart {
    const { name, runId } = this.#options;
    return { run_id: runId, runnable: name, model: this.#report.model };
  }

  #endRecord(): EndRecord {
    const { endReason, endMarker, output, splits, tokenSplits } = this.#record;
    const { finishReason, usage } = this.#report;
    const metLimit = endReason === "stop" && isLimit(finishReason);
    return {
      end_reason: metLimit ? "length" : endReason ?? "stop",
      end_marker: endMarker,
      finish_reason: endReason === "marker" ? null : finishReason,
      output,
      splits,
      token_splits: tokenSplits,
      reasoning: this.#reasoning.length === 0
        ? null
        : { text: this.#reasoning.join(""), splits: [...this.#reasoning] },
      usage: usage === null ? null : { ...usage },
      timing: { first_token_ms: this.#firstTokenMs, duration_ms: this.#elapsed() },
    };
  }

  #elapsed(): number {
    return Math.round(this.#options.timer.now() - this.#begin);
  }
}

/** Whether the caller went away. */
export function isGone({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof TimeLimitError);
}

function isNoText(chunk: unknown): chunk is Reasoning | StepUpdate {
  return chunk instanceof StepUpdate || chunk instanceof Reasoning;
}
