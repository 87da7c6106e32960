import { createApp } from "../app.ts";
import { loadModel } from "../builtin/built_in_runnables.ts";
import type { Config } from "../config.ts";
import { hostsOf } from "../http/access/allow_hosts.ts";
import type { Handler } from "../http/handler.ts";
import { hasTelemetry } from "../http/observe/has_telemetry.ts";
import { consoleLog, type Log, standardLog } from "../http/observe/log.ts";
import { openStore } from "../open_store.ts";
import { formatRunLog, type RunLog } from "../http/observe/run_log.ts";
import { loadAhead } from "./load_ahead.ts";

/** The app of a program: with the program's log, and what a stop needs. */
export class ProcessApp {
  readonly handler: Handler;
  readonly log: Log;
  readonly #draining = new AbortController();
  readonly #cutting = new AbortController();
  readonly #pending = new Set<Promise<unknown>>();

  /** Makes the app of a configuration. */
  constructor({ serve, app, log: { format }, store }: Config) {
    // Deno exports only console output to OpenTelemetry.
    this.log = hasTelemetry() ? consoleLog() : standardLog();
    const isForwarded = serve.override !== undefined || serve.isHosted;
    const allowedHosts = app.access?.allowedHosts ??
      (isForwarded ? ["*"] : hostsOf(serve.hostname));
    const handler = createApp({
      ...app,
      store: openStore(store),
      waitUntil: (promise) => {
        this.#pending.add(promise);
        promise.finally(() => this.#pending.delete(promise));
      },
      access: { ...app.access, allowedHosts },
      draining: this.#draining.signal,
      signal: this.#cutting.signal,
      onRun: LOGGERS[format]?.(this.log),
      logger: { error: (line) => this.log.error.write(line) },
    });
    this.handler = loadAhead(handler, { load: () => loadModel(app.model) });
  }

  /** Refuses new runs. */
  drain(): void {
    this.#draining.abort();
  }

  /** Refuses new runs, and aborts those under way. */
  cut(): void {
    this.#cutting.abort();
  }

  /** Resolves when each `onEnd` has settled. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending);
  }
}

type Logger = (log: Log) => (run: RunLog) => void;

const LOGGERS: Readonly<Record<Config["log"]["format"], Logger | undefined>> = {
  text: ({ out }) => (run) => out.write(formatRunLog(run)),
  json: ({ out }) => (run) => out.write(JSON.stringify({ time: new Date(), ...run })),
  none: undefined,
};
