import { createApp } from "./app.ts";
import { DEMO_NOTE } from "./builtin/built_in_runnables.ts";
import { type Config, ConfigError } from "./config.ts";
import { describeError } from "./http/observe/describe_error.ts";
import { LastingServer } from "./http/lasting_server.ts";
import { consoleLog, type Log, standardLog } from "./http/observe/log.ts";
import { formatRunLog, type RunLog } from "./http/observe/run_log.ts";
import { openStore } from "./open_store.ts";
import { hostsOf } from "./http/access/allow_hosts.ts";

/** The number of each signal that stops the server. Windows knows the first only. */
const SIGNALS: readonly (readonly [Deno.Signal, number])[] = Deno.build.os === "windows"
  ? [["SIGINT", 2]]
  : [["SIGINT", 2], ["SIGTERM", 15]];
/** A Ctrl-C reaches `deno task` and the server, and the task forwards it: both count as one. */
const SAME_SIGNAL_MS = 300;
/** How long aborted runs have for their error events, and the log for its last lines. */
const LAST_WORDS_MS = 250;

/**
 * Serves until a signal arrives.
 *
 * @throws {ConfigError} if the address cannot be used
 */
export function serve(
  { serve: address, app, log: { format }, shutdownMs, store }: Config,
): void {
  // Deno exports only console output to OpenTelemetry.
  const log = app.tracing ? consoleLog() : standardLog();
  const draining = new AbortController();
  const ending = new AbortController();
  const allowedHosts = app.access?.allowedHosts ?? hostsOf(address.hostname);
  const pending = new Set<Promise<unknown>>();
  const handler = createApp({
    ...app,
    store: openStore(store),
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
      onListen: (listening) => welcome(listening, app, log),
      onDown(error) {
        const reason = describeError(error, { secrets: [], said: "any" });
        log.error.write(`Cannot accept connections: ${reason}. Running answers go on.`);
      },
      onUp: () => log.error.write("Accepting connections again."),
    }), address);
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

function listen<T>(open: () => T, { hostname, port }: Config["serve"]): T {
  try {
    return open();
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new ConfigError(`Cannot listen on HOST=${hostname} PORT=${port}: ${reason}`);
  }
}

function welcome(
  { hostname, port }: Deno.NetAddr,
  { model, access }: Config["app"],
  log: Log,
): void {
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  log.out.write(`Splitstream: http://${host}:${port}/`);
  if (model?.provider === "demo") log.out.write(DEMO_NOTE);

  const isOpen = !/^(127\.|::1$|localhost$)/.test(hostname);
  const isPaid = model?.provider === "openai" && model.apiKey !== undefined;
  if (isOpen && isPaid && !access?.apiKeys?.length) log.error.write(OPEN_WARNING);
}

const OPEN_WARNING = `
  WARNING: anybody who reaches this address can spend your OPENAI_API_KEY.
  Set API_KEYS to the keys that callers must have, or HOST=127.0.0.1 to keep it to yourself.
`;
