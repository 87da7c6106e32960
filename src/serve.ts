import { createApp, DEMO_NOTE } from "./app.ts";
import { type Config, ConfigError } from "./config.ts";
import { readableLog, type RunLog } from "./http/run_log.ts";

/** The number of each signal that stops the server. Windows knows the first only. */
const SIGNALS = { SIGINT: 2, ...(Deno.build.os === "windows" ? {} : { SIGTERM: 15 }) };
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
  const server = listen(
    () => Deno.serve({ ...address, onListen: (listening) => welcome(listening, app) }, handler),
    address,
  );

  // Some platforms know no signals, and stop a server in their own way.
  if (typeof Deno.addSignalListener !== "function") return;
  let first = 0;
  for (const [signal, number] of Object.entries(SIGNALS)) {
    Deno.addSignalListener(signal as Deno.Signal, () => {
      if (!stopping.signal.aborted) {
        first = performance.now();
        stopping.abort();
        const seconds = shutdownMs / 1000;
        console.error(`Stopping when running answers have ended, in ${seconds} s at most.`);
        setTimeout(() => Deno.exit(0), shutdownMs);
        server.shutdown().then(() => Deno.exit(0));
      } else if (performance.now() - first > SAME_SIGNAL_MS) {
        Deno.exit(128 + number);
      }
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
