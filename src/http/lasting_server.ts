/** Options for {@linkcode LastingServer}. */
export interface LastingServerOptions {
  address: { hostname: string; port: number };
  handler: Deno.ServeHandler<Deno.NetAddr>;
  /** Called once, when it listens for the first time. */
  onListen: (address: Deno.NetAddr) => void;
  /** Called when it cannot accept connections any more, with the error. */
  onDown: (error: unknown) => void;
  /** Called when it has been able to for a while again. */
  onUp: () => void;
}

/** How long to wait before it listens again, in milliseconds: twice as long each time. */
const FIRST_WAIT = 50;
const LONGEST_WAIT = 1_000;
/** It is well again when it has listened for so long. */
const WELL_AFTER = 3_000;

/**
 * A `Deno.serve` that listens again when it cannot accept a connection, for lack of file
 * descriptors, say. Deno then closes the listener, rejects `finished`, and serves the connections
 * that there are to their end.
 */
export class LastingServer {
  readonly #options: LastingServerOptions;
  /** Those that still have connections. */
  readonly #servers = new Set<Deno.HttpServer<Deno.NetAddr>>();
  #port: number;
  #wait = FIRST_WAIT;
  #isDown = false;
  #isStopping = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Listens. @throws if it cannot, at first */
  constructor(options: LastingServerOptions) {
    this.#options = options;
    this.#port = options.address.port;
    this.#listen(options.onListen);
  }

  /** Stops listening, and waits until all replies under way have ended. */
  async shutdown(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await Promise.allSettled([...this.#servers].map((server) => server.shutdown()));
  }

  #listen(onListen: (address: Deno.NetAddr) => void): void {
    const { address, handler } = this.#options;
    const server = Deno.serve({ ...address, port: this.#port, onListen }, handler);
    this.#port = server.addr.port; // of 0, too
    this.#servers.add(server);
    server.finished.catch((error) => this.#down(error, server));
  }

  #down(error: unknown, server: Deno.HttpServer<Deno.NetAddr>): void {
    // It closes its idle connections, which frees descriptors; the others end by themselves.
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
