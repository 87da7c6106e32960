/**
 * The server as an exported `fetch`, for all cores of a machine:
 * `deno serve --parallel src/fetch.ts`. It reads the same variables as the
 * program, but `deno serve` has flags of its own for the address: `HOST` only
 * says which hosts requests may be for. Each worker counts streams for itself.
 *
 * @module
 */
import { type Config, ConfigError, readConfig } from "./config.ts";
import { OpenReplies } from "./process/open_replies.ts";
import { Peers } from "./process/peers.ts";
import { ProcessApp } from "./process/process_app.ts";
import { stopOnSignal } from "./process/stop_on_signal.ts";
import { welcome } from "./process/welcome.ts";

const config = readOrExit();
const app = new ProcessApp(config);
const replies = new OpenReplies();
const peers = new Peers();
stopOnSignal(app, {
  shutdownMs: config.shutdownMs,
  async whenIdle() {
    await replies.whenIdle();
    await app.settled(); // before the others hear that they may end the process
    await peers.whenIdle();
  },
});

function readOrExit(): Config {
  try {
    return readConfig(Deno.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}

/** The server, in the form that `deno serve` takes. */
const server: Deno.ServeDefaultExport = {
  fetch: replies.counting(app.handler),
  onListen: (address) => welcome(address, config, app.log),
};
export default server;
