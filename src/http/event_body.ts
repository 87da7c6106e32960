import type { Timer } from "../runnables/timer.ts";
import { TimeLimitError } from "../runnables/watchdog.ts";
import type { Dialect } from "../wire/dialect.ts";
import { HttpError } from "./http_error.ts";
import type { Run } from "./start_run.ts";

/** What {@linkcode eventBody} needs to know. */
export interface EventBodyOptions {
  dialect: Dialect;
  /** Aborts the run; the body breaks if it is aborted with a `TimeLimitError` while nobody reads. */
  abort: AbortController;
  /** Whether the run has not begun yet, and a heartbeat is to say that it is alive. */
  isSlow: boolean;
  /** How long it may be silent until a heartbeat is sent, in milliseconds. */
  heartbeatMs: number;
  timer: Timer;
}

/**
 * Writes a run as the bytes of a body, no faster than the client reads. It
 * breaks on a failure that the dialect has no words for, and ends the run if
 * the client goes away.
 */
export function eventBody(
  starting: Promise<Run>,
  { dialect, abort, isSlow, heartbeatMs, timer }: EventBodyOptions,
): ReadableStream<Uint8Array> {
  const encode = dialect.createEncoder();
  const encoder = new TextEncoder();
  const { heartbeat } = dialect;
  let text = isSlow ? heartbeat : "";
  let rest: Run["rest"] | null = null;
  let isWaiting = false; // whether the client waits for what comes next
  let lastWrite = timer.now();
  let callOff = () => {};

  const next = async (): Promise<string | null> => {
    if (rest === null) {
      try {
        const run = await starting;
        rest = run.rest;
        return encode({ type: "start", run: run.run });
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        rest = failed(error); // the head of the reply is gone, and its status with it
      }
    }
    const { value, done } = await rest.next();
    return done ? null : encode(value);
  };

  const stop = async (reason: unknown) => {
    callOff();
    abort.abort(reason);
    await starting.then(({ rest }) => rest.return(), () => {}); // it never began
  };

  return new ReadableStream<Uint8Array>({
    start(controller) {
      const beatIn = (ms: number) => {
        callOff = timer.after(ms, () => {
          const silent = timer.now() - lastWrite;
          const isWanted = isWaiting && (controller.desiredSize ?? 0) >= 0;
          if (isWanted && silent >= heartbeatMs) write(heartbeat);
          beatIn(silent < heartbeatMs ? heartbeatMs - silent : heartbeatMs);
        });
      };
      const write = (text: string) => {
        lastWrite = timer.now();
        controller.enqueue(encoder.encode(text));
      };
      if (heartbeat !== "") beatIn(heartbeatMs);

      abort.signal.addEventListener("abort", () => {
        const { reason } = abort.signal;
        if (isWaiting || !(reason instanceof TimeLimitError)) return; // `rest` tells
        controller.error(reason);
        stop(reason);
      });
    },
    async pull(controller) {
      isWaiting = true;
      try {
        while (text === "") {
          const written = await next();
          if (written === null) {
            callOff();
            return controller.close();
          }
          text = written;
        }
        controller.enqueue(encoder.encode(text));
        lastWrite = timer.now();
        text = "";
      } catch (error) {
        await stop(error);
        throw error;
      } finally {
        isWaiting = false;
      }
    },
    cancel: stop,
  }, { highWaterMark: 0 });
}

async function* failed({ status, message }: HttpError): Run["rest"] {
  yield { type: "error", failure: { status_code: status, message } };
}
