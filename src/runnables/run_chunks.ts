import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";
import { CutStreamError } from "./failure.ts";
import type { ModelReport } from "./model_report.ts";
import { readChunk } from "./read_chunk.ts";
import type { StreamableRunnable } from "./runnable.ts";
import { StepUpdate } from "./step_update.ts";
import type { Timer } from "./timer.ts";
import { Watchdog } from "./watchdog.ts";

const NONE: readonly unknown[] = [];

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
  onStep?: (step: string) => void;
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
  runnable: StreamableRunnable,
  { input, runId, sampling, signal, report, onStep, waits, timer }: RunChunksOptions,
): ReadableStream<string | StepUpdate> {
  // Aborted by whatever ends the run, the caller's signal included: LangChain
  // listens anew for each token, which with `AbortSignal.any` costs twice as much.
  const over = new AbortController();
  let reader: ReadableStreamDefaultReader<unknown> | undefined;

  // The signal goes first: a model that is waiting for its next token would
  // hear of a cancel only once that token has come. The cancel is for a
  // runnable that does not heed the signal.
  const stop = async (reason: unknown) => {
    watchdog.stop();
    over.abort(reason);
    await reader?.cancel(reason).catch(() => {}); // it fails with the abort, as it should
  };

  async function* readChunks(): AsyncGenerator<string | StepUpdate, void, void> {
    const configurable = sampling === undefined ? {} : { sampling };
    const config = { signal: over.signal, callbacks: [report], configurable, runId };
    const stream = await apart(() => runnable.stream(input, config));
    reader = stream.getReader();
    watchdog.heard();
    if (over.signal.aborted) throw over.signal.reason; // `stop` came before there was a reader

    const empty: unknown[] = [];
    // What an empty chunk is, the report knows by the time the next is here.
    const countWritten = () => report.countWritten(empty.length === 0 ? NONE : empty.splice(0));
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        watchdog.heard();
        const chunk = readChunk(next.value);
        if (chunk === null) continue;
        if (chunk instanceof StepUpdate) {
          for (let count = countWritten(); count > 0; count--) yield "";
          // Its text would be sent as if it were whole, and its tools would be called.
          if (report.isCut) throw new CutStreamError();
          yield chunk;
        } else if (chunk.text !== "") {
          if (chunk.step !== null) onStep?.(chunk.step);
          for (let count = countWritten(); count > 0; count--) yield "";
          yield chunk.text;
        } else {
          empty.push(chunk.source);
        }
      }
    } catch (error) {
      for (let count = countWritten(); count > 0; count--) yield "";
      throw error;
    }
    for (let count = countWritten(); count > 0; count--) yield "";
    if (signal.aborted) throw signal.reason;
    if (report.isCut) throw new CutStreamError();
  }

  const chunks = readChunks();
  let fail = (_: unknown) => {};
  const watchdog = new Watchdog({
    firstMs: waits.firstTokenMs,
    nextMs: waits.idleMs,
    timer,
    onLate: (error) => fail(error),
  });

  return new ReadableStream<string | StepUpdate>({
    start(controller) {
      // At once, be it that the runnable is deaf to its signal.
      fail = (reason) => {
        controller.error(reason);
        stop(reason);
      };
      if (signal.aborted) fail(signal.reason);
      else signal.addEventListener("abort", () => fail(signal.reason), { once: true });
    },
    async pull(controller) {
      watchdog.begin();
      try {
        const { value, done } = await chunks.next();
        watchdog.end();
        if (over.signal.aborted) return;
        if (!done) return controller.enqueue(value);
        watchdog.stop();
        controller.close();
      } catch (error) {
        await stop(error);
        throw error;
      }
    },
    cancel: stop,
  }, { highWaterMark: 0 });
}

/**
 * Runs something outside whatever run this one was called in. LangGraph keeps
 * the run under way in async local storage, and a server may handle a request
 * where an earlier one left off: the later run would take itself for a part of
 * the earlier, and tell that one's callbacks what only concerns its own.
 */
function apart<T>(run: () => T): T {
  return AsyncLocalStorageProviderSingleton.getInstance().run(undefined, run);
}
