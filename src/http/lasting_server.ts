/** Options for {@linkcode LastingServer}. */
export interface LastingServerOptions {
  address: { hostname: string; port: number };
  handler: Deno.ServeHandler<Deno.NetAddr>;
  /** Called once, when the server listens for the first time. */
  onListen: (address: Deno.NetAddr) => void;
  /** Called with the error when the server can no longer accept connections. */
  onDown: (error: unknown) => void;
  /** Called when the server has accepted connections again for a while. */
  onUp: () => void;
}

/** The delay before listening again, in milliseconds. It doubles with each attempt. */
const FIRST_WAIT = 50;
const LONGEST_WAIT = 1_000;
/** How long the server must listen until it counts as recovered, in milliseconds. */
const WELL_AFTER = 3_000;

/**
 * A `Deno.serve` that listens again after a failure to accept connections, for example when file
 * descriptors run out. Deno then closes the listener, rejects `finished`, and serves the existing
 * connections to their end.
 */
export class LastingServer {
  readonly #options: LastingServerOptions;
  /** The servers that still have connections. */
  readonly #servers = new Set<Deno.HttpServer<Deno.NetAddr>>();
  #port: number;
  #wait = FIRST_WAIT;
  #isDown = false;
  #isStopping = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Starts to listen. @throws if the first attempt fails */
  constructor(options: LastingServerOptions) {
    this.#options = options;
    this.#port = options.address.port;
    this.#listen(options.onListen);
  }

  /** Stops listening. Resolves when all open replies have ended. */
  async shutdown(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await Promise.allSettled([...this.#servers].map((server) => server.shutdown()));
  }

  #listen(onListen: (address: Deno.NetAddr) => void): void {
    const { address, handler } = this.#options;
    const server = Deno.serve({ ...address, port: this.#port, onListen }, handler);
    this.#port = server.addr.port; // the same port next time, even if it was 0
    this.#servers.add(server);
    server.finished.catch((error) => this.#down(error, server));
  }

  #down(error: unknown, server: Deno.HttpServer<Deno.NetAddr>): void {
    // Closes idle connections, which frees descriptors. The others end by themselves.
    server.shutdown().catch(() => {}).then(() => this.#servers.delete(server));
    this.#retry(error);
  }

  #retry(error: unknown): void {
    if (this.#isStopping) return;
    if (!this.#isDown) this.#options.onDown(error);
    this.#isDown = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#again(), this.#wait);
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT);
  }

  #again(): void {
    try {
      this.#listen(() => {});
    } catch (error) {
      return this.#retry(error);
    }
    this.#timer = setTimeout(() => {
      this.#isDown = false;
      this.#wait = FIRST_WAIT;
      this.#options.onUp();
    }, WELL_AFTER);
  }
}
