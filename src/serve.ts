import { createApp, DEMO_NOTE } from "./app.ts";
import { type Config, ConfigError } from "./config.ts";
import { readableLog, type RunLog } from "./http/run_log.ts";

/** The number of each signal that stops the server. Windows knows the first only. */
const SIGNALS: readonly (readonly [Deno.Signal, number])[] = Deno.build.os === "windows"
  ? [["SIGINT", 2]]
  : [["SIGINT", 2], ["SIGTERM", 15]];
/** A Ctrl-C reaches `deno task` and the server, and the task hands it on: that is one. */
const SAME_SIGNAL_MS = 300;

/**
 * Serves until a signal comes.
 *
 * @throws {ConfigError} if it cannot listen there
 */
export function serve({ serve: address, app, log, shutdownMs }: Config): void {
  const stopping = new AbortController();
  const handler = createApp({ ...app, stopping: stopping.signal, onRun: LOGGERS[log.format] });
  // First the signals: one may come as soon as it is told that the server listens.
  onStop((isFirst, code) => {
    if (!isFirst) Deno.exit(code);
    stopping.abort();
    const seconds = shutdownMs / 1000;
    console.error(`Stopping when running answers have ended, in ${seconds} s at most.`);
    setTimeout(() => Deno.exit(0), shutdownMs);
    server.shutdown().then(() => Deno.exit(0));
  });
  const onListen = (listening: Deno.NetAddr) => welcome(listening, app);
  const server = listen(() => Deno.serve({ ...address, onListen }, handler), address);
}

/** Tells of the first signal to stop, and of those after it, with the code to exit with then. */
function onStop(stop: (isFirst: boolean, code: number) => void): void {
  // Some platforms know no signals, and stop a server in their own way.
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

const LOGGERS: Readonly<Record<Config["log"]["format"], ((log: RunLog) => void) | undefined>> = {
  text: (log) => console.log(readableLog(log)),
  json: (log) => console.log(JSON.stringify({ time: new Date(), ...log })),
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

function welcome({ hostname, port }: Deno.NetAddr, { model, access }: Config["app"]): void {
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  console.log(`Splitstream: http://${host}:${port}/`);
  if (model?.provider === "demo") console.log(DEMO_NOTE);

  const isOpen = !/^(127\.|::1$|localhost$)/.test(hostname);
  const isPaid = model?.provider === "openai" && model.apiKey !== undefined;
  if (isOpen && isPaid && !access?.apiKeys?.length) console.warn(OPEN_WARNING);
}

const OPEN_WARNING = `
  WARNING: anybody who reaches this address can spend your OPENAI_API_KEY.
  Set API_KEYS to the keys that callers must have, or HOST=127.0.0.1 to keep it to yourself.
`;
