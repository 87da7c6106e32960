import { createApp } from "./app.ts";
import { type Config, ConfigError } from "./config.ts";
import { describeError } from "./http/observe/describe_error.ts";
import { hasTelemetry } from "./http/observe/has_telemetry.ts";
import { LastingServer } from "./http/lasting_server.ts";
import { consoleLog, type Log, standardLog } from "./http/observe/log.ts";
import { formatRunLog, type RunLog } from "./http/observe/run_log.ts";
import { hostsOf } from "./http/access/allow_hosts.ts";
import { welcome } from "./process/welcome.ts";

/** The number of each signal that stops the server. Windows knows the first only. */
const SIGNALS: readonly (readonly [Deno.Signal, number])[] = Deno.build.os === "windows"
  ? [["SIGINT", 2]]
  : [["SIGINT", 2], ["SIGTERM", 15]];
/** A Ctrl-C reaches `deno task` and the server, and the task forwards it: both count as one. */
const SAME_SIGNAL_MS = 300;
/** How long aborted runs have for their error events and `onEnd`, and the log for its last lines. */
const LAST_WORDS_MS = 500;

/**
 * Serves until a signal arrives.
 *
 * @throws {ConfigError} if the address cannot be used
 */
export function serve(config: Config): void {
  const { serve: address, app, log: { format }, shutdownMs } = config;
  // Deno exports only console output to OpenTelemetry.
  const log = hasTelemetry() ? consoleLog() : standardLog();
  const draining = new AbortController();
  const ending = new AbortController();
  const isForwarded = address.override !== undefined || address.isHosted;
  const allowedHosts = app.access?.allowedHosts ??
    (isForwarded ? ["*"] : hostsOf(address.hostname));
  const pending = new Set<Promise<unknown>>();
  const handler = createApp({
    ...app,
    waitUntil: (promise) => {
      pending.add(promise);
      promise.finally(() => pending.delete(promise));
    },
    access: { ...app.access, allowedHosts },
    draining: draining.signal,
    signal: ending.signal,
    onRun: LOGGERS[format]?.(log),
    logger: { error: (line) => log.error.write(line) },
  });

  /** Aborts the remaining runs, so that each is logged, and exits. */
  let isExiting = false;
  const exit = async (code: number) => {
    if (isExiting) return; // the first call sets the exit code
    isExiting = true;
    ending.abort();
    setTimeout(() => Deno.exit(code), LAST_WORDS_MS);
    await server.shutdown();
    await Promise.all(pending);
    await Promise.all([log.out.flush(), log.error.flush()]);
    Deno.exit(code);
  };
  // Signals first: one may arrive as soon as the server listens. Deno also needs file descriptors for
  // its first listener, and panics if there are none left.
  onStop((isFirst, code) => {
    if (!isFirst) {
      exit(code);
      return;
    }
    draining.abort();
    const seconds = shutdownMs / 1000;
    log.error.write(`Stopping. Running answers have up to ${seconds} s to finish.`);
    setTimeout(() => exit(0), shutdownMs);
    server.shutdown().then(() => Promise.all(pending)).then(() => exit(0));
  });
  const server = listen(() =>
    new LastingServer({
      address,
      handler,
      onDown(error) {
        const reason = describeError(error, { secrets: [], said: "any" });
        log.error.write(`Cannot accept connections: ${reason}. Running answers go on.`);
      },
      onUp: () => log.error.write("Accepting connections again."),
    }), address);
  welcome(server.address, config, log);
}

/** Calls `stop` for each signal, with the exit code for it. */
function onStop(stop: (isFirst: boolean, code: number) => void): void {
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

type Logger = (log: Log) => (run: RunLog) => void;

const LOGGERS: Readonly<Record<Config["log"]["format"], Logger | undefined>> = {
  text: ({ out }) => (run) => out.write(formatRunLog(run)),
  json: ({ out }) => (run) => out.write(JSON.stringify({ time: new Date(), ...run })),
  none: undefined,
};

/** @throws {ConfigError} if the address cannot be used */
function listen<T>(open: () => T, { override, hostname, port }: Config["serve"]): T {
  try {
    return open();
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    const address = override === undefined
      ? `HOST=${hostname} PORT=${port}`
      : `DENO_SERVE_ADDRESS=${override}`;
    throw new ConfigError(`Cannot listen on ${address}: ${reason}`);
  }
}
