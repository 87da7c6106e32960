import type { ChunkWriter } from "./answer/answer_pipe.ts";
import { withoutRunContext } from "./langchain/without_run_context.ts";
import type { ChunkReader, Emit, RunChunk, Values } from "./langchain/chunk_reader.ts";
import { abortReason } from "./langchain/abort_reason.ts";
import { readerOf } from "./langchain/reader_of.ts";
import type { ModelObserver } from "./langchain/model/model_observer.ts";
import {
  END_MARKERS,
  ON_ALIVE,
  type RunnableSettings,
  type RunnableSource,
  type StreamableRunnable,
} from "./langchain/runnable.ts";
import type { GraphView } from "./langchain/graph/parts/graph_part.ts";
import { StepUpdate } from "./langchain/graph/step_update.ts";
import { bindTools } from "./langchain/tools/bind_tools.ts";
import { splitSampling } from "./langchain/tools/caller_tools.ts";
import { endModelsOfRuns } from "./langchain/marker/end_at_markers.ts";
import { ThoughtSplitter } from "./langchain/message/thought_splitter.ts";
import { Reasoning } from "./langchain/message/reasoning.ts";
import { SplitInfo } from "./langchain/message/split_info.ts";
import type { RunTiming } from "./run_timing.ts";
import type { SplitLogprobs } from "./split_logprobs.ts";
import type { Timer } from "./timer.ts";
import { type WaitLimits, Watchdog } from "./watchdog.ts";

/** Options for {@linkcode runInto}. */
export interface RunIntoOptions {
  runId: string;
  /** Sampling parameters by their OpenAI names. `tools` are bound to the runnable's last model. */
  sampling?: Readonly<Record<string, unknown>> | undefined;
  /** Aborts the run. */
  signal: AbortSignal;
  /** Whether a chain that ends with a model may be read from the model. Default: `true`. */
  isDirect?: boolean | undefined;
  /** The nodes of a graph whose text is the answer. Default: all. */
  answer?: readonly string[] | undefined;
  /** The end markers at which models end themselves. */
  endMarkers?: readonly string[] | undefined;
  /** Values for LangChain's config. */
  config?: RunnableSettings | undefined;
  /** Whether only the output counts, so that the runnable may be invoked. Default: `false`. */
  isWhole?: boolean | undefined;
  /** Called with the runnable once it is loaded and has its tools. @returns its input */
  onLoad: (runnable: StreamableRunnable) => unknown;
  /** Collects the metadata of the runnable's models. */
  observer: ModelObserver;
  /** Called with the name of the step of an agent that the next text comes from. */
  onStep?: ((step: string) => void) | undefined;
  limits: WaitLimits;
  timer: Timer;
  /** Collects when the splits are read. */
  timing: RunTiming;
  /** Collects the log probabilities of the splits; `null` if nobody asked for them. */
  logprobs: SplitLogprobs | null;
  /** What a client of LangGraph asked to see of a graph. Default: nothing. */
  view?: GraphView | undefined;
  /** The maximum number of steps of an agent or graph, if it is not its own limit. */
  recursionLimit?: number | undefined;
}

/**
 * Runs a runnable, and writes its chunks no faster than they are read. Frames of the model's
 * protocol are left out.
 *
 * If the reader stops or something fails, the runnable and its pending requests are aborted. The
 * stream closes when the runnable is done. It fails with the error of the runnable, with a
 * {@linkcode CutStreamError} if the stream of a model was truncated, with a `ChunkTypeError` if JSON
 * cannot express a value, with a `TimeLimitError`, or with the reason of the signal.
 */
export function runInto(
  chunks: ChunkWriter,
  source: RunnableSource,
  options: RunIntoOptions,
): void {
  endModelsOfRuns();
  withoutRunContext(() => new ChunkPump(chunks, options).run(source));
}

// Writes the chunks itself. `pipeTo` would need another stream, with a queue and promises for each
// token.
class ChunkPump {
  readonly #options: RunIntoOptions;
  readonly #writer: ChunkWriter;
  readonly #watchdog: Watchdog;
  // Aborted at the end of the run, also by the caller's signal. LangChain may add a listener for each
  // token, which costs twice as much with `AbortSignal.any`.
  readonly #over = new AbortController();
  readonly #thoughts = new ThoughtSplitter();
  #values: Values | null = null;
  /** What is known of the next split. */
  #info: SplitInfo | null = null;
  /** Resolves when all chunks were read; `null` if they were already. */
  #written: Promise<void> | null = null;

  constructor(chunks: ChunkWriter, options: RunIntoOptions) {
    const { signal, limits, timer } = options;
    this.#options = options;
    this.#watchdog = new Watchdog({ limits, timer, onLate: (error) => this.#fail(error) });
    options.observer.listen({
      onAlive: () => this.#watchdog.alive(),
      onToken: () => this.#watchdog.token(),
      onTools: (running) => this.#watchdog.tools(running),
    });
    this.#writer = chunks;
    this.#writer.closed.catch((reason) => this.#stopRunnable(reason)); // the reader has stopped
    if (signal.aborted) this.#fail(signal.reason);
    else signal.addEventListener("abort", () => this.#fail(signal.reason), { once: true });
  }

  /** Never rejects: an error fails the stream. */
  async run(source: RunnableSource): Promise<void> {
    const { signal: over } = this.#over;
    if (over.aborted) return; // the run ended before it began
    let reader: ChunkReader | null = null;
    try {
      this.#watchdog.begin();
      const { tools, sampling } = splitSampling(this.#options.sampling);
      const loaded = await source();
      const runnable = tools === null ? loaded : bindTools(loaded, tools);
      const input = await this.#options.onLoad(runnable);
      if (over.aborted) return;
      reader = readerOf(runnable, {
        observer: this.#options.observer,
        onStep: this.#options.onStep,
        isWhole: this.#options.isWhole,
        answer: this.#options.answer,
        isDirect: this.#options.isDirect,
        timing: this.#options.timing,
        hasLogprobs: this.#options.logprobs !== null,
        view: this.#options.view,
        endMarkers: this.#options.endMarkers,
      });
      if (over.aborted) return;
      const values = await this.#start(reader, { input, sampling });
      while (!over.aborted) {
        const { value, done } = await values.read();
        if (over.aborted) return;
        this.#watchdog.alive();
        if (done) return await this.#end(reader);
        this.#options.observer.assertAsked(); // what follows pretends that a human has answered
        const reading = reader.read(value, this.#emit);
        if (reading !== undefined) await reading;
        this.#watchdog.end();
        await this.#written;
        if (over.aborted) return; // the watchdog has stopped for good
        this.#watchdog.begin();
      }
    } catch (error) {
      if (over.aborted) return; // the reason is known already
      this.#endReader(reader, { isDone: false, error });
      this.#stopRunnable(error);
      await this.#written?.catch(() => {}); // the chunks before the error are read first
      this.#failStream(error);
    }
  }

  async #start(
    reader: ChunkReader,
    { input, sampling }: { input: unknown; sampling: RunIntoOptions["sampling"] },
  ): Promise<Values> {
    const { runId, recursionLimit, endMarkers = [] } = this.#options;
    const { config: settings = {} } = this.#options;
    const { signal } = this.#over;
    const onAlive = () => this.#watchdog.alive();
    const { tags, recursionLimit: asked = Infinity, ...others } = settings;
    const steps = Math.min(asked, recursionLimit ?? (asked === Infinity ? Infinity : 25));
    const config = {
      ...others,
      ...(tags === undefined ? {} : { tags: [...tags] }),
      ...(steps === Infinity ? {} : { recursionLimit: steps }),
      signal,
      configurable: {
        ...others.configurable,
        ...(sampling === undefined ? {} : { sampling }),
        [ON_ALIVE]: onAlive,
        [END_MARKERS]: endMarkers,
      },
      runId,
    };
    this.#values = await reader.start(input, config, this.#pass);
    this.#watchdog.alive();
    if (signal.aborted) this.#stopRunnable(signal.reason); // before this, there was nothing to cancel
    return this.#values;
  }

  async #end(reader: ChunkReader): Promise<void> {
    this.#endReader(reader, { isDone: true });
    await this.#written; // all chunks come before the error
    this.#options.observer.assertWhole();
    this.#watchdog.stop();
    this.#writer.close();
  }

  #endReader(reader: ChunkReader | null, how: { isDone: boolean; error?: unknown }): void {
    reader?.end(this.#emit, how);
    for (const part of this.#thoughts.end()) this.#write(part);
  }

  readonly #emit: Emit = (chunk) => {
    if (chunk instanceof SplitInfo) {
      this.#info = chunk;
      return;
    }
    this.#watchdog.token();
    if (typeof chunk === "string" && this.#thoughts.isOpen) {
      for (const part of this.#thoughts.push(chunk)) this.#write(part);
      return;
    }
    if (chunk instanceof StepUpdate) { for (const part of this.#thoughts.end()) this.#write(part); }
    this.#write(chunk);
  };

  /** Emits a chunk that comes before the next value. @throws the reason why the run is over */
  readonly #pass = (chunk: RunChunk): void | Promise<void> => {
    this.#emit(chunk);
    return this.#written === null ? this.#over.signal.throwIfAborted() : this.#wait();
  };

  /** Waits until all chunks were read. */
  async #wait(): Promise<void> {
    this.#watchdog.end();
    await this.#written;
    this.#over.signal.throwIfAborted();
    this.#watchdog.begin();
  }

  #write(chunk: RunChunk): void {
    const { timing, logprobs } = this.#options;
    if (typeof chunk === "string") {
      timing.addSplit(this.#info?.ms);
      logprobs?.add(this.#info?.logprobs);
      this.#info = null;
    } else if (chunk instanceof Reasoning) {
      timing.addReasoning();
    }
    this.#written = this.#writer.write(chunk); // resolves after all writes before it
    this.#written?.catch(() => {}); // `closed` reports it
  }

  // At once, even if the runnable ignores its signal.
  #fail(reason: unknown): void {
    this.#failStream(reason);
    this.#stopRunnable(reason);
  }

  #failStream(reason: unknown): void {
    this.#writer.abort(reason);
  }

  // The signal goes first: a model that waits for its next token would notice a cancel only after
  // that token. The cancel is for a runnable that ignores the signal.
  #stopRunnable(reason: unknown): void {
    this.#watchdog.stop();
    if (!this.#over.signal.aborted) this.#over.abort(abortReason(reason));
    if (this.#values !== null) cancel(this.#values, reason);
  }
}

/** Never rejects: a reader may throw synchronously, or return no promise. */
async function cancel(values: Values, reason: unknown): Promise<void> {
  try {
    await values.cancel(reason);
  } catch {
    // It fails because of the abort.
  }
}
