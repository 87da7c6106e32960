import { withoutRunContext } from "./langchain/without_run_context.ts";
import type { ChunkReader, Emit, RunChunk, Values } from "./langchain/chunk_reader.ts";
import { abortReason } from "./langchain/abort_reason.ts";
import { readerOf } from "./langchain/reader_of.ts";
import type { ModelObserver } from "./langchain/model/model_observer.ts";
import {
  ON_ALIVE,
  type RunnableSettings,
  type RunnableSource,
  type StreamableRunnable,
} from "./langchain/runnable.ts";
import { StepUpdate } from "./langchain/graph/step_update.ts";
import { ThoughtSplitter } from "./langchain/message/thought_splitter.ts";
import type { Timer } from "./timer.ts";
import { type WaitLimits, Watchdog } from "./watchdog.ts";

/** What {@linkcode runInto} needs to know. */
export interface RunIntoOptions {
  runId: string;
  /** How the model is to answer, in the words of OpenAI's requests. */
  sampling?: Readonly<Record<string, unknown>> | undefined;
  /** Aborts the run. */
  signal: AbortSignal;
  /** Values for LangChain's config. */
  config?: RunnableSettings | undefined;
  /** Whether only the output counts, so that the runnable may be invoked. Default: `false`. */
  isWhole?: boolean | undefined;
  /** Called with the runnable once it is loaded. @returns its input */
  onLoad: (runnable: StreamableRunnable) => unknown;
  /** Where it is noted what the runnable's models say beside their text. */
  report: ModelObserver;
  /** Told of the step of an agent that the text to come is from. */
  onStep?: ((step: string) => void) | undefined;
  waits: WaitLimits;
  timer: Timer;
  /** The most steps of an agent or graph, if it is not its own limit. */
  recursionLimit?: number | undefined;
}

/**
 * Runs a runnable and writes the chunks of text it yields, and an agent's steps
 * among them, no faster than they are taken. Frames of the model's protocol are
 * left out.
 *
 * Whatever ends it before it is done, be it that nobody wants more or that
 * something fails, the runnable is aborted, and with it the requests it has
 * under way. The stream is closed if the runnable is done, and fails if it does, with
 * {@linkcode CutStreamError} if its model was cut short, with a `ChunkTypeError`
 * if it yields no text, with a `TimeLimitError` if it lets others wait too long,
 * and with the signal's reason.
 */
export function runInto(
  chunks: WritableStream<RunChunk>,
  source: RunnableSource,
  options: RunIntoOptions,
): void {
  withoutRunContext(() => new ChunkPump(chunks, options).run(source));
}

// Writes by hand what `pipeTo` would pipe: that takes one more stream, with a
// queue and promises of its own for each token.
class ChunkPump {
  readonly #options: RunIntoOptions;
  readonly #writer: WritableStreamDefaultWriter<RunChunk>;
  readonly #watchdog: Watchdog;
  // Aborted by whatever ends the run, the caller's signal included. LangChain may
  // listen anew for each token, which with `AbortSignal.any` costs twice as much.
  readonly #over = new AbortController();
  readonly #thoughts = new ThoughtSplitter();
  #values: Values | null = null;
  #written: Promise<void> = Promise.resolve();

  constructor(chunks: WritableStream<RunChunk>, options: RunIntoOptions) {
    const { signal, waits, timer } = options;
    this.#options = options;
    this.#watchdog = new Watchdog({ waits, timer, onLate: (error) => this.#fail(error) });
    options.report.listen({
      onAlive: () => this.#watchdog.alive(),
      onToken: () => this.#watchdog.token(),
      onTools: (running) => this.#watchdog.tools(running),
    });
    this.#writer = chunks.getWriter();
    this.#writer.closed.catch((reason) => this.#stopRunnable(reason)); // no more is wanted
    if (signal.aborted) this.#fail(signal.reason);
    else signal.addEventListener("abort", () => this.#fail(signal.reason), { once: true });
  }

  /** Never rejects: what goes wrong goes into the stream. */
  async run(source: RunnableSource): Promise<void> {
    const { signal: over } = this.#over;
    if (over.aborted) return; // nobody was there any more
    let reader: ChunkReader | null = null;
    try {
      this.#watchdog.begin();
      const runnable = await source();
      const input = await this.#options.onLoad(runnable);
      if (over.aborted) return;
      reader = readerOf(runnable, {
        observer: this.#options.report,
        onStep: this.#options.onStep,
        isWhole: this.#options.isWhole,
      });
      if (over.aborted) return;
      const values = await this.#start(reader, input);
      while (!over.aborted) {
        const { value, done } = await values.read();
        if (over.aborted) return;
        this.#watchdog.alive();
        if (done) return await this.#end(reader);
        const reading = reader.read(value, this.#emit);
        if (reading !== undefined) await reading;
        this.#watchdog.end();
        await this.#written;
        this.#watchdog.begin();
      }
    } catch (error) {
      if (over.aborted) return; // whoever ended it knows why
      this.#endReader(reader, { isDone: false, error });
      this.#stopRunnable(error);
      await this.#written.catch(() => {}); // what came before it is read first, if by anybody
      this.#failStream(error);
    }
  }

  async #start(reader: ChunkReader, input: unknown): Promise<Values> {
    const { runId, sampling, recursionLimit, config: settings = {} } = this.#options;
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
      },
      runId,
    };
    this.#values = await reader.start(input, config);
    this.#watchdog.alive();
    if (signal.aborted) this.#stopRunnable(signal.reason); // there was nothing yet that it could cancel
    return this.#values;
  }

  async #end(reader: ChunkReader): Promise<void> {
    this.#endReader(reader, { isDone: true });
    await this.#written; // all that it said comes before that it was cut
    this.#options.report.assertWhole();
    this.#watchdog.stop();
    await this.#writer.close();
  }

  #endReader(reader: ChunkReader | null, how: { isDone: boolean; error?: unknown }): void {
    reader?.end(this.#emit, how);
    for (const part of this.#thoughts.end()) this.#write(part);
  }

  readonly #emit: Emit = (chunk) => {
    this.#watchdog.token();
    if (typeof chunk === "string" && this.#thoughts.isOpen) {
      for (const part of this.#thoughts.push(chunk)) this.#write(part);
      return;
    }
    if (chunk instanceof StepUpdate) { for (const part of this.#thoughts.end()) this.#write(part); }
    this.#write(chunk);
  };

  #write(chunk: RunChunk): void {
    this.#written = this.#writer.write(chunk); // and so all before it
    this.#written.catch(() => {}); // `closed` tells
  }

  // At once, be it that the runnable is deaf to its signal.
  #fail(reason: unknown): void {
    this.#failStream(reason);
    this.#stopRunnable(reason);
  }

  #failStream(reason: unknown): void {
    this.#writer.abort(reason).catch(() => {}); // it fails where nobody reads any more
  }

  // The signal goes first: a model that is waiting for its next token would
  // hear of a cancel only once that token has come. The cancel is for a
  // runnable that does not heed the signal.
  #stopRunnable(reason: unknown): void {
    this.#watchdog.stop();
    if (!this.#over.signal.aborted) this.#over.abort(abortReason(reason));
    if (this.#values !== null) cancel(this.#values, reason);
  }
}

/** Never rejects: a runnable's own reader may throw at once, or give nothing to wait for. */
async function cancel(values: Values, reason: unknown): Promise<void> {
  try {
    await values.cancel(reason);
  } catch {
    // It fails with the abort, as it should.
  }
}
