import { CallbackManager } from "@langchain/core/callbacks/manager";
import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";
import { CallbackReader } from "./callback_reader.ts";
import type { ChunkReader, Emit, Values } from "./chunk_reader.ts";
import { CutStreamError } from "./failure.ts";
import { MessageReader } from "./message_reader.ts";
import { toModelChain } from "./model_chain.ts";
import type { ModelReport } from "./model_report.ts";
import type { RunnableSource, StreamableRunnable } from "./runnable.ts";
import type { StepUpdate } from "./step_update.ts";
import type { Timer } from "./timer.ts";
import { Watchdog } from "./watchdog.ts";

/** How long a model may let others wait, in milliseconds; `Infinity` for ever. */
export interface WaitLimits {
  /** For its first sign of life. */
  firstTokenMs: number;
  /** For each after that. */
  idleMs: number;
}

/** What {@linkcode runChunks} needs to know. */
export interface RunChunksOptions {
  input: unknown;
  runId: string;
  /** How the model is to answer, in the words of OpenAI's requests. */
  sampling?: Readonly<Record<string, unknown>> | undefined;
  /** Aborts the run. */
  signal: AbortSignal;
  /** Hears what the runnable's models say beside their text. */
  report: ModelReport;
  /** Told of the step of an agent that the text to come is from. */
  onStep?: ((step: string) => void) | undefined;
  waits: WaitLimits;
  timer: Timer;
}

/**
 * Runs a runnable and reads the chunks of text it yields, and an agent's steps
 * among them, no faster than they are read from here. Frames of the model's
 * protocol are left out.
 *
 * However it ends, be it that nobody wants more or that something fails, the
 * runnable is aborted, and with it the requests it has under way. The stream
 * fails if the runnable does, with {@linkcode CutStreamError} if its model was
 * cut short, with a `ChunkTypeError` if it yields no text, with a
 * `TimeLimitError` if it lets others wait too long, and with the signal's reason.
 */
export function runChunks(
  source: RunnableSource,
  options: RunChunksOptions,
): ReadableStream<string | StepUpdate> {
  return new ReadableStream(new ChunkSource(source, options), { highWaterMark: 0 });
}

type Controller = ReadableStreamDefaultController<string | StepUpdate>;

class ChunkSource implements UnderlyingDefaultSource<string | StepUpdate> {
  readonly #source: RunnableSource;
  readonly #options: RunChunksOptions;
  readonly #watchdog: Watchdog;
  // Aborted by whatever ends the run, the caller's signal included: LangChain
  // listens anew for each token, which with `AbortSignal.any` costs twice as much.
  readonly #over = new AbortController();
  #fail = (_: unknown) => {};
  #emit: Emit = () => {};
  #isFed = false;
  #chunks: ChunkReader | null = null;
  #values: Values | null = null;
  /** What the run failed with, while what came before it is still to be read. */
  #failure: { reason: unknown } | null = null;

  constructor(source: RunnableSource, options: RunChunksOptions) {
    this.#source = source;
    this.#options = options;
    this.#watchdog = new Watchdog({
      firstMs: options.waits.firstTokenMs,
      nextMs: options.waits.idleMs,
      timer: options.timer,
      onLate: (error) => this.#fail(error),
    });
  }

  start(controller: Controller): void {
    const { signal } = this.#options;
    this.#emit = (chunk) => {
      this.#isFed = true;
      controller.enqueue(chunk);
    };
    // At once, be it that the runnable is deaf to its signal.
    this.#fail = (reason) => {
      controller.error(reason);
      this.cancel(reason);
    };
    if (signal.aborted) this.#fail(signal.reason);
    else signal.addEventListener("abort", () => this.#fail(signal.reason), { once: true });
  }

  async pull(controller: Controller): Promise<void> {
    this.#isFed = false;
    this.#watchdog.begin();
    try {
      if (this.#failure !== null) throw this.#failure.reason;
      const values = this.#values ?? await this.#begin();
      while (!this.#isFed) {
        const { value, done } = await apart(() => values.read());
        if (this.#over.signal.aborted) return;
        this.#watchdog.heard();
        if (done) return this.#end(controller);
        const reading = this.#chunks?.read(value, this.#emit);
        if (reading !== undefined) await reading;
      }
      this.#watchdog.end();
    } catch (reason) {
      if (this.#failure === null && !this.#over.signal.aborted) {
        this.#chunks?.end(this.#emit, { isDone: false });
      }
      await this.cancel(reason);
      if (!this.#isFed) throw reason;
      this.#failure = { reason };
    }
  }

  // The signal goes first: a model that is waiting for its next token would
  // hear of a cancel only once that token has come. The cancel is for a
  // runnable that does not heed the signal.
  async cancel(reason: unknown): Promise<void> {
    this.#watchdog.stop();
    this.#over.abort(reason);
    await this.#values?.cancel(reason).catch(() => {}); // it fails with the abort, as it should
  }

  async #begin(): Promise<Values> {
    const { input, runId, sampling } = this.#options;
    const { signal } = this.#over;
    const configurable = sampling === undefined ? {} : { sampling };
    this.#values = await apart(async () => {
      this.#chunks = readerOf(await this.#source(), this.#options);
      return await this.#chunks.start(input, { signal, configurable, runId });
    });
    this.#watchdog.heard();
    if (signal.aborted) throw signal.reason; // it ended before there was a stream to cancel
    return this.#values;
  }

  #end(controller: Controller): void {
    this.#chunks?.end(this.#emit, { isDone: true });
    if (this.#options.report.isCut) throw new CutStreamError();
    this.#watchdog.stop();
    controller.close();
  }
}

function readerOf(runnable: StreamableRunnable, options: RunChunksOptions): ChunkReader {
  // Who traces is to see the chain as it is.
  const isTraced = CallbackManager.configure() !== undefined;
  const chain = isTraced ? null : toModelChain(runnable);
  return chain === null
    ? new CallbackReader(runnable, options)
    : new MessageReader(chain, options.report);
}

/**
 * Runs something outside whatever run this one was called in. LangGraph keeps
 * the run under way in async local storage, and a server may handle a request
 * where an earlier one left off: the later run would take itself for a part of
 * the earlier, and tell that one's callbacks what only concerns its own.
 */
function apart<T>(run: () => T): T {
  const storage = AsyncLocalStorageProviderSingleton.getInstance();
  return storage.getStore() === undefined ? run() : storage.run(undefined, run);
}
