import type { Dialect } from "../wire/dialect.ts";
import type { Run } from "./start_run.ts";

/**
 * Writes a run as the bytes of a body, no faster than the client reads. It
 * breaks on a failure that the dialect has no words for, and ends the run if
 * the client goes away.
 */
export function eventBody(
  { run, rest }: Run,
  { dialect, abort }: { dialect: Dialect; abort: AbortController },
): ReadableStream<Uint8Array> {
  const encode = dialect.createEncoder();
  const encoder = new TextEncoder();
  let text = encode({ type: "start", run });

  const stop = async (reason: unknown) => {
    abort.abort(reason);
    await rest.return();
  };

  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        while (text === "") {
          const next = await rest.next();
          if (next.done) return controller.close();
          text = encode(next.value);
        }
        controller.enqueue(encoder.encode(text));
        text = "";
      } catch (error) {
        await stop(error);
        throw error;
      }
    },
    cancel: stop,
  }, { highWaterMark: 0 });
}
