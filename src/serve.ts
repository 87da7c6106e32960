import { type Config, ConfigError } from "./config.ts";
import { LastingServer } from "./http/lasting_server.ts";
import { describeError } from "./http/observe/describe_error.ts";
import { ProcessApp } from "./process/process_app.ts";
import { stopOnSignal } from "./process/stop_on_signal.ts";
import { welcome } from "./process/welcome.ts";

/**
 * Serves until a signal arrives.
 *
 * @throws {ConfigError} if the address cannot be used
 */
export function serve(config: Config): void {
  const { serve: address, shutdownMs } = config;
  const app = new ProcessApp(config);
  const { handler, log } = app;
  // Signals first: one may arrive as soon as the server listens. Deno also needs file descriptors for
  // its first listener, and panics if there are none left.
  stopOnSignal(app, { shutdownMs, whenIdle: () => server.shutdown() });
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
