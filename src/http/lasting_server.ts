/** Options for {@linkcode LastingServer}. */
export interface LastingServerOptions {
  /** Where to listen, unless `DENO_SERVE_ADDRESS` overrides it. */
  address: { hostname: string; port: number };
  handler: Deno.ServeHandler;
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
  readonly #servers = new Set<Deno.HttpServer<Deno.Addr>>();
  #address: Deno.Addr;
  #wait = FIRST_WAIT;
  #isDown = false;
  #isStopping = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Starts to listen. @throws if the first attempt fails */
  constructor(options: LastingServerOptions) {
    this.#options = options;
    this.#address = { transport: "tcp", ...options.address };
    this.#listen();
  }

  /** Where it listens: another address than the given one if that is overridden. */
  get address(): Deno.Addr {
    return this.#address;
  }

  /** Stops listening. Resolves when all open replies have ended. */
  async shutdown(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await Promise.allSettled([...this.#servers].map((server) => server.shutdown()));
  }

  #listen(): void {
    const server = serveAt(this.#address, this.#options.handler);
    this.#address = server.addr; // the same next time, even if the port was 0, or it was overridden
    this.#servers.add(server);
    server.finished.catch((error) => this.#down(error, server));
  }

  #down(error: unknown, server: Deno.HttpServer<Deno.Addr>): void {
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
      this.#listen();
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

function serveAt(address: Deno.Addr, handler: Deno.ServeHandler): Deno.HttpServer<Deno.Addr> {
  const onListen = () => {}; // by default, it prints the address
  switch (address.transport) {
    case "unix":
    case "unixpacket":
      return Deno.serve({ path: address.path, onListen }, handler);
    case "vsock":
      return Deno.serve({ cid: address.cid, port: address.port, onListen }, handler);
  }
  return Deno.serve({ hostname: address.hostname, port: address.port, onListen }, handler);
}
