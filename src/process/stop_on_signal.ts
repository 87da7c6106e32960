import type { ProcessApp } from "./process_app.ts";

/** The number of each signal that stops the server. Windows knows the first only. */
const SIGNALS: readonly (readonly [Deno.Signal, number])[] = Deno.build.os === "windows"
  ? [["SIGINT", 2]]
  : [["SIGINT", 2], ["SIGTERM", 15]];
/** A Ctrl-C reaches `deno task` and the server, and the task forwards it: both count as one. */
const SAME_SIGNAL_MS = 300;
/** How long aborted runs have for their error events and `onEnd`, and the log for its last lines. */
const LAST_WORDS_MS = 500;

/** Options for {@linkcode stopOnSignal}. */
export interface StopOptions {
  /** How long running answers may take to finish, in milliseconds. */
  shutdownMs: number;
  /** Resolves when all open replies have ended. Called once a signal has arrived. */
  whenIdle: () => Promise<void>;
}

/**
 * Ends the process after a signal: at once if nothing runs, otherwise when the running answers are
 * complete, or are cut at the deadline or by a second signal. Answers that are cut say so in their
 * dialect, in the log and in their spans.
 */
export function stopOnSignal(app: ProcessApp, { shutdownMs, whenIdle }: StopOptions): void {
  const { log } = app;
  let isExiting = false;
  const exit = async (code: number) => {
    if (isExiting) return; // the first call sets the exit code
    isExiting = true;
    app.cut();
    setTimeout(() => Deno.exit(code), LAST_WORDS_MS);
    await whenIdle();
    await app.settled();
    await Promise.all([log.out.flush(), log.error.flush()]);
    Deno.exit(code);
  };
  onSignal((isFirst, code) => {
    if (!isFirst) {
      exit(code);
      return;
    }
    app.drain();
    const seconds = shutdownMs / 1000;
    log.error.write(`Stopping. Running answers have up to ${seconds} s to finish.`);
    setTimeout(() => exit(0), shutdownMs);
    whenIdle().then(() => app.settled()).then(() => exit(0));
  });
}

/** Calls `stop` for each signal, with the exit code for it. */
function onSignal(stop: (isFirst: boolean, code: number) => void): void {
  // Some platforms have no signals.
  if (typeof Deno.addSignalListener !== "function") return;
  let first: number | null = null;
  for (const [signal, number] of SIGNALS) {
    Deno.addSignalListener(signal, () => {
      const now = performance.now();
      if (first !== null && now - first < SAME_SIGNAL_MS) return;
      stop(first === null, 128 + number);
      first ??= now;
    });
  }
}
