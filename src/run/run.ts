import { type AnswerCutterOptions, DEFAULT_END_MARKER } from "../stream/answer_cutter.ts";
import type { EndReason } from "../stream/split_record.ts";
import type { EndRecord, RunStart, SplitArrival, StreamEvent } from "../wire/stream_event.ts";
import { Answer } from "./answer/answer.ts";
import { type AnswerChunk, SplitRead } from "./answer/answer_chunk.ts";
import { AnswerPipe } from "./answer/answer_pipe.ts";
import { runInto } from "./chunk_pump.ts";
import { type RunFailure, toFailure } from "./failure.ts";
import {
  CustomEvent,
  InterruptEvent,
  StateChange,
  StepStart,
} from "./langchain/graph/graph_event.ts";
import { GraphPart, type GraphView } from "./langchain/graph/parts/graph_part.ts";
import { StepUpdate } from "./langchain/graph/step_update.ts";
import { fitInput } from "./langchain/input/fit_input.ts";
import { inputShapeOf } from "./langchain/input/input_shape.ts";
import { Reasoning } from "./langchain/message/reasoning.ts";
import { ToolCallPiece } from "./langchain/message/tool_call_piece.ts";
import type { Value } from "./langchain/output/value.ts";
import { outputFoldOf } from "./langchain/output/output_fold.ts";
import { isLimit } from "./langchain/model/finish_reason.ts";
import { ModelObserver } from "./langchain/model/model_observer.ts";
import type { CutAnswer } from "./langchain/thread/threaded_graph.ts";
import type { RunnableSettings, RunnableSource, StreamableRunnable } from "./langchain/runnable.ts";
import { DEFAULT_RUN_LIMITS, type RunLimits } from "./run_limits.ts";
import { RunTiming } from "./run_timing.ts";
import { SplitLogprobs } from "./split_logprobs.ts";
import { systemTimer, type Timer } from "./timer.ts";
import { TimeLimitError } from "./watchdog.ts";

/** Options for {@linkcode Run}. */
export interface RunOptions extends Pick<AnswerCutterOptions, "endMarkers" | "includeEndMarker"> {
  /** The input of the runnable. */
  input: unknown;
  /** Values for LangChain's config: `configurable`, `tags`, `metadata`… */
  config?: RunnableSettings;
  /**
   * Sampling parameters by their OpenAI names: `temperature`, `max_tokens`… With `logprobs`, the
   * record has the log probabilities of the tokens in each split, if the model gives them. Function
   * tools in `tools`, with `tool_choice` and `parallel_tool_calls`, are bound to the model that the
   * runnable ends with, and its calls come out. A runnable that ends with anything else fails.
   */
  sampling?: Readonly<Record<string, unknown>> | undefined;
  /**
   * Whether there is an event for each split, the moment it is read: empty ones, and those that are
   * held back, too. Default: `false`.
   */
  includeSplits?: boolean;
  /** The nodes of a graph whose text is the answer. Default: all. */
  answer?: readonly string[] | undefined;
  /**
   * Whether only the output counts. The runnable is then invoked where its stream may add up to
   * something else than LangChain's `invoke` returns, and nothing is there before its end.
   * Default: `false`.
   */
  isWhole?: boolean;
  /** The name of the runnable in the `start` event. Default: `runnable`. */
  name?: string;
  /** The id of the run, a UUID; LangChain's traces carry the same. Default: a random one. */
  runId?: string;
  /** How long the run and its answer may be. Default: that of `createApp`. */
  limits?: Partial<RunLimits>;
  /** Cancels the run once it is aborted. Default: never. */
  signal?: AbortSignal;
  /** Called for each model call. */
  onModelCall?: (() => void) | undefined;
  /** Called once, when the run is over. An error that it throws is logged. */
  onEnd?: (summary: RunSummary) => void;
}

/** Summary of a finished run. */
export interface RunSummary {
  /** Whether the run completed, failed, or was cancelled because its reader stopped. */
  outcome: "complete" | "failed" | "cancelled";
  /** The error it failed with, as the runnable threw it, or `null`. It may hold secrets. */
  error: unknown;
  /** The failure as the caller may see it, or `null`. */
  failure: RunFailure | null;
  /** The record of the answer so far. */
  record: EndRecord;
  /** The model's name, if the runnable says it. */
  model: string | null;
}

/**
 * One execution of a runnable. It owns everything about it: the abort
 * controller, the time limits, the record, the failure and the listeners.
 *
 * The runnable starts at once and is read ahead as far as its first text, so
 * that a failure before that can still set the status of a reply. From then on
 * it runs as fast as {@linkcode Run.next} is called. To stop early, call
 * {@linkcode Run.cancel}: it aborts the model's request.
 *
 * @example Read the events of a run
 * ```ts
 * import { Run } from "@splitstream/splitstream";
 * import { FakeStreamingChatModel } from "@langchain/core/utils/testing";
 * import { AIMessageChunk } from "@langchain/core/messages";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new FakeStreamingChatModel({
 *   chunks: ["안녕! ", "(답변 ", "종료)"].map((text) => new AIMessageChunk(text)),
 * });
 * const run = new Run(model, { input: "로라야 안녕?" });
 * const types: string[] = [];
 * for await (const event of run) types.push(event.type);
 *
 * assertEquals(types, ["start", "text", "end"]);
 * assertEquals(run.summary?.record.output, "안녕! ");
 * assertEquals(run.summary?.record.end_reason, "marker");
 * ```
 */
export class Run implements AsyncIterable<StreamEvent> {
  /** The id of the run: a UUID. */
  readonly id: string;
  /**
   * Resolves with the first event after the start when it is there, or with
   * `null` if the run was cancelled before. It never rejects:
   * {@linkcode Run.summary} tells whether the run has failed.
   */
  readonly opened: Promise<StreamEvent | null>;
  readonly #options: RunOptions;
  readonly #limits: RunLimits;
  readonly #timer: Timer;
  readonly #timing: RunTiming;
  readonly #logprobs: SplitLogprobs | null;
  readonly #abort = new AbortController();
  readonly #observer: ModelObserver;
  readonly #answer: Answer;
  readonly #pipe: AnswerPipe;
  readonly #release: (() => void)[] = [];
  readonly #settle: RunSeams["settle"];
  /** Events that are known already and come next. */
  readonly #ahead: StreamEvent[] = [];
  #isOpen = false;
  #isReading = false;
  #summary: RunSummary | null = null;
  #firstTokenMs: number | null = null;
  #firstReasoningMs: number | null = null;
  /** The length of the text that was passed on. */
  #toldLength = 0;
  /** Of an agent: the step under way, and where in the output it began. */
  #step: string | null = null;
  #stepBegin = 0;
  /** The id of the message under way, if it has one. */
  #messageId: string | undefined;

  /**
   * Starts the run.
   *
   * @param runnable the runnable, or a function that returns it when it is needed
   * @throws {TypeError} if an end marker is empty or not well-formed Unicode
   */
  constructor(runnable: StreamableRunnable | RunnableSource, options: RunOptions) {
    const { runId = crypto.randomUUID(), signal } = options;
    this.id = runId;
    this.#options = options;
    this.#limits = { ...DEFAULT_RUN_LIMITS, ...options.limits };
    const { timer, fit, isDirect, view, settle } = seamsOf(options);
    this.#settle = settle;
    this.#timer = timer;
    this.#timing = new RunTiming(timer);
    this.#logprobs = options.sampling?.logprobs === true ? new SplitLogprobs() : null;
    this.#observer = new ModelObserver(options.onModelCall);
    const { outputChars: maxOutputLength, chunks: maxSplits, steps } = this.#limits;
    const { includeSplits = false } = options;
    this.#answer = new Answer({ ...options, maxOutputLength, maxSplits, includeSplits });
    this.#pipe = new AnswerPipe(this.#answer);

    this.#watch(signal);
    runInto(this.#pipe, toSource(runnable), {
      onLoad: (loaded) => {
        this.#answer.fold = outputFoldOf(loaded);
        return fit(loaded);
      },
      config: options.config,
      isWhole: options.isWhole,
      answer: options.answer,
      isDirect,
      sampling: options.sampling,
      runId,
      signal: this.#abort.signal,
      observer: this.#observer,
      endMarkers: options.endMarkers ?? [DEFAULT_END_MARKER],
      onStep: (step) => this.#step = step,
      view,
      limits: this.#limits,
      timer: this.#timer,
      timing: this.#timing,
      logprobs: this.#logprobs,
      recursionLimit: steps ?? undefined,
    });
    this.opened = this.#open();
  }

  /** The summary of the run, or `null` while it is running. */
  get summary(): RunSummary | null {
    return this.#summary;
  }

  /** Aborted when the run is cancelled or exceeds a time limit. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Returns the next event, or `null` when there are no more. It never rejects. */
  next(): Promise<StreamEvent | null> {
    if (!this.#isOpen) return this.opened.then(() => this.next());
    const known = this.#ahead.shift();
    return known === undefined ? this.#read() : Promise.resolve(known);
  }

  /** Reads the run to its end. @returns its summary */
  async complete(): Promise<RunSummary> {
    while (await this.next() !== null);
    return this.#summary ?? this.#finish("cancelled");
  }

  /**
   * Ends the run and aborts the model's requests. With a `TimeLimitError` as
   * the reason the run has failed, otherwise it is cancelled. It has no effect
   * on a run that is over.
   */
  cancel(reason: unknown = new DOMException("The run was cancelled", "AbortError")): void {
    if (this.#summary !== null) return;
    this.#abort.abort(reason);
    if (!(reason instanceof TimeLimitError)) this.#finish("cancelled");
    // A pending read fails with the time limit. Without one, the failure is kept for the next read.
    else if (!this.#isReading) this.#ahead.push(this.#fail(reason));
  }

  /** Iterates over the events. Leaving the loop early cancels the run. */
  async *[Symbol.asyncIterator](): AsyncGenerator<StreamEvent, void, void> {
    try {
      for (let event = await this.next(); event !== null; event = await this.next()) yield event;
    } finally {
      this.cancel();
    }
  }

  #watch(signal: AbortSignal | undefined): void {
    const { durationMs } = this.#limits;
    const onLate = () => this.cancel(new TimeLimitError("duration"));
    if (durationMs <= 0) this.#abort.abort(new TimeLimitError("duration")); // nothing must start
    else this.#release.push(this.#timer.after(durationMs, onLate));

    if (signal === undefined) return;
    const follow = () => this.cancel(signal.reason);
    if (signal.aborted) return this.#abort.abort(signal.reason);
    signal.addEventListener("abort", follow, { once: true });
    this.#release.push(() => signal.removeEventListener("abort", follow));
  }

  async #open(): Promise<StreamEvent | null> {
    const first = await this.#read();
    if (first !== null && this.#summary?.outcome !== "failed") {
      this.#ahead.unshift({ type: "start", run: this.#start() }, first);
    } else if (first !== null) {
      this.#ahead.unshift(first);
    }
    this.#isOpen = true;
    return first;
  }

  async #read(): Promise<StreamEvent | null> {
    if (this.#summary !== null) return null;
    this.#isReading = true;
    try {
      const { value, done } = await this.#pipe.read();
      if (this.#summary !== null) return null; // cancelled in the meantime
      if (!done) return this.#tell(value);
      const settled = await this.#settleThread();
      if (this.#summary !== null) return null; // cancelled in the meantime
      this.#ahead.push(...settled, ...this.#end());
      return this.#ahead.shift() ?? null;
    } catch (error) {
      if (this.#summary !== null) return null;
      const { aborted, reason } = this.#abort.signal;
      if (!aborted || reason instanceof TimeLimitError) return this.#fail(error);
      this.#finish("cancelled");
      return null;
    } finally {
      this.#isReading = false;
    }
  }

  #tell(chunk: AnswerChunk): StreamEvent {
    if (typeof chunk === "string") {
      this.#firstTokenMs ??= this.#timing.elapsedMs;
      const refusal = this.#observer.isRefusal ? { isRefusal: true } : {};
      if (this.#logprobs === null) return { type: "text", text: chunk, ...refusal };
      this.#toldLength += chunk.length;
      const logprobs = this.#logprobs.take(this.#answer.cutter.splits, this.#toldLength);
      return {
        type: "text",
        text: chunk,
        ...refusal,
        ...(logprobs.length === 0 ? {} : { logprobs }),
      };
    }
    if (chunk instanceof SplitRead) return { type: "split", split: this.#arrivalOf(chunk) };
    if (chunk instanceof Reasoning) {
      this.#firstReasoningMs ??= this.#timing.elapsedMs;
      return { type: "reasoning", text: chunk.text };
    }
    if (chunk instanceof ToolCallPiece) return { type: "tool_call", call: chunk.call };
    if (chunk instanceof GraphPart) return { type: "graph", event: chunk.event, json: chunk.json };
    if (chunk instanceof StepStart) {
      this.#messageId = chunk.step.message_id;
      return { type: "step", step: chunk.step };
    }
    if (chunk instanceof StateChange) return { type: "state", state: chunk.state };
    if (chunk instanceof CustomEvent) return { type: "custom", data: chunk.data };
    if (chunk instanceof InterruptEvent) return { type: "interrupt", interrupts: chunk.interrupts };
    if (chunk instanceof StepUpdate) {
      this.#stepBegin = this.#answer.cutter.outputLength;
      return { type: "updates", updates: chunk.updates };
    }
    this.#firstTokenMs ??= this.#timing.elapsedMs;
    return { type: "value", value: (chunk as Value).json };
  }

  #arrivalOf({ index, text }: SplitRead): SplitArrival {
    const logprobs = this.#logprobs?.of(index);
    const ms = this.#timing.splitAt(index);
    return { index, text, ms, ...(logprobs === undefined ? {} : { logprobs }) };
  }

  /** Lets a thread hold what the reader got, also if its graph was cut. */
  async #settleThread(): Promise<StreamEvent[]> {
    if (this.#settle === undefined) return [];
    const cut = this.#answer.isCut && this.#step !== null
      ? { node: this.#step, text: this.#stepText(), messageId: this.#messageId }
      : null;
    return await unlessLate(this.#settle(cut), this.#abort.signal);
  }

  /** The text of the step under way. */
  #stepText(): string {
    const { cutter: { output }, speakers } = this.#answer;
    return speakers.isEmpty ? output.slice(this.#stepBegin) : speakers.currentIn(output);
  }

  #end(): StreamEvent[] {
    const { record } = this.#finish("complete");
    const end: StreamEvent = { type: "end", record };
    // The marker ends an agent's last step before the agent can report it.
    const isReported = this.#answer.isEndedByItself;
    if (this.#step === null || record.end_reason !== "marker" || isReported) return [end];
    const message = { type: "ai", content: this.#stepText(), tool_calls: [] };
    return [{ type: "updates", updates: { [this.#step]: { messages: [message] } } }, end];
  }

  #fail(error: unknown): StreamEvent {
    const { sampling } = this.#options;
    const failure = toFailure(error, {
      sampling,
      isModelError: this.#observer.isModelError(error),
    });
    const { record } = this.#finish("failed", { error, failure });
    const { refusal: _, retryAfter: __, pointer: ___, ...visible } = failure;
    return { type: "error", failure: visible, record };
  }

  #finish(
    outcome: RunSummary["outcome"],
    { error, failure }: Pick<RunSummary, "error" | "failure"> = { error: null, failure: null },
  ): RunSummary {
    const summary = {
      outcome,
      error,
      failure,
      record: this.#endRecord(outcome),
      model: this.#observer.model,
    };
    this.#summary = summary;
    for (const release of this.#release) release();
    this.#pipe.cancel();
    this.#tellEnd(summary);
    return summary;
  }

  /** A listener that throws must not change what the reader gets. */
  #tellEnd(summary: RunSummary): void {
    try {
      this.#options.onEnd?.(summary);
    } catch (error) {
      console.error(error);
    }
  }

  #start(): RunStart {
    const { name = "runnable" } = this.#options;
    return { run_id: this.id, runnable: name, model: this.#observer.model };
  }

  #endRecord(outcome: RunSummary["outcome"]): EndRecord {
    const answer = this.#answer.cutter.record;
    const { end_reason: cut, end_marker, splits } = answer;
    const count = splits.length;
    const { finishReason, isRefusal, usage } = this.#observer;
    const { reasoning, speakers } = this.#answer;
    const tool_calls = this.#answer.toolCalls;
    const { interrupts } = this.#answer;
    const logprobs = this.#logprobs?.all(count) ?? null;
    const { steps } = this.#timing;
    const isPlain = this.#answer.isText && speakers.isEmpty;
    const output = isPlain ? null : this.#answer.output;
    return {
      end_reason: this.#endReason(outcome, cut),
      end_marker,
      finish_reason: cut === "marker" ? null : finishReason,
      get output() {
        return isPlain ? answer.output : output;
      },
      ...(speakers.isEmpty ? {} : { speakers: speakers.turns(count) }),
      splits,
      get token_splits() {
        return answer.token_splits;
      },
      ...(isRefusal ? { is_refusal: true } : {}),
      tool_calls,
      ...(interrupts.length === 0 ? {} : { interrupts }),
      reasoning: reasoning.length === 0 ? null : {
        text: reasoning.join(""),
        splits: [...reasoning],
        split_ms: this.#timing.reasoningMs(reasoning.length),
      },
      ...(logprobs === null ? {} : { logprobs }),
      usage: usage === null ? null : { ...usage },
      timing: {
        first_token_ms: this.#firstTokenMs,
        ...(this.#firstReasoningMs === null ? {} : { first_reasoning_ms: this.#firstReasoningMs }),
        duration_ms: this.#timing.elapsedMs,
        split_ms: this.#timing.splitMs(count),
        ...(steps.length === 0 ? {} : { steps }),
      },
    };
  }

  #endReason(outcome: RunSummary["outcome"], cut: EndReason | null): EndRecord["end_reason"] {
    if (outcome !== "complete") return outcome === "failed" ? "error" : "cancelled";
    if (cut !== "stop" && cut !== null) return cut;
    if (isLimit(this.#observer.finishReason)) return "length";
    if (this.#answer.interrupts.length > 0) return "interrupt";
    return this.#answer.toolCalls.length > 0 ? "tool_calls" : "stop";
  }
}

function toSource(runnable: StreamableRunnable | RunnableSource): RunnableSource {
  return typeof runnable === "function" ? runnable : () => runnable;
}

/** Options that are not public. */
export interface RunSeams {
  /** Measures time and waits. Tests bring their own. */
  timer?: Timer;
  /** Makes the input, once the runnable is loaded. */
  fit?: (runnable: StreamableRunnable) => unknown;
  /** Whether a chain that ends with a model may be read from the model. Tests say no. */
  isDirect?: boolean;
  /** What a client of LangGraph asked to see of a graph. */
  view?: GraphView | undefined;
  /**
   * Called when a run in a thread is complete, with the answer if its graph was cut before it had
   * saved it. @returns the events that follow from it
   */
  settle?: ((cut: CutAnswer | null) => Promise<StreamEvent[]>) | undefined;
}

function seamsOf(
  { input, timer = systemTimer, fit, isDirect = true, ...others }: RunOptions & RunSeams,
): Pick<Required<RunSeams>, "timer" | "isDirect" | "fit"> & Pick<RunSeams, "view" | "settle"> {
  const { view, settle } = others;
  const toInput = fit ?? ((runnable) => fitInput(input, inputShapeOf(runnable)));
  return { timer, isDirect, fit: toInput, view, settle };
}

/** Waits for a promise, but not beyond the time limit. @throws {TimeLimitError} */
async function unlessLate<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = Promise.withResolvers<never>();
  const onAbort = () => signal.reason instanceof TimeLimitError && late.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
