import type { ModelReport } from "./model_report.ts";
import type { StreamableRunnable } from "./runnable.ts";
import { textOf } from "./text_of.ts";
import { CutStreamError } from "./failure.ts";

/** What {@linkcode textChunks} needs to know. */
export interface TextChunksOptions {
  input: unknown;
  runId: string;
  /** Aborted when the chunks are cancelled; aborts the runnable when aborted. */
  abort: AbortController;
  /** Hears what the runnable's models say beside their text. */
  report: ModelReport;
}

/**
 * Runs a runnable and reads the chunks of text it yields, no faster than they
 * are read from here. Frames of the model's protocol are left out.
 *
 * The stream fails if the runnable does, with {@linkcode CutStreamError} if
 * its model was cut short, and with a `TypeError` if it yields no text.
 */
export function textChunks(
  runnable: StreamableRunnable,
  { input, runId, abort, report }: TextChunksOptions,
): ReadableStream<string> {
  const config = { signal: abort.signal, callbacks: [report], runId };
  let reader: ReadableStreamDefaultReader<unknown> | undefined;

  return new ReadableStream<string>({
    async pull(controller) {
      reader ??= (await runnable.stream(input, config)).getReader();

      // What an empty chunk is, the report knows by the time the next is here.
      let empty = 0;
      let text = "";
      let done = false;
      while (text === "" && !done) {
        const next = await reader.read();
        if (next.done) done = true;
        else if ((text = textOf(next.value)) === "") empty++;
      }
      for (empty -= report.takeFrames(); empty > 0; empty--) controller.enqueue("");

      if (!done) controller.enqueue(text);
      else if (report.isCut) controller.error(new CutStreamError());
      else controller.close();
    },
    async cancel(reason) {
      // The signal goes first: a model that is waiting for its next token
      // would hear of a cancel only once that token has come.
      abort.abort(reason);
      await reader?.cancel(reason).catch(() => {}); // it fails with the abort, as it should
    },
  }, { highWaterMark: 0 });
}
