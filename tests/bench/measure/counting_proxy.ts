/** A proxy on loopback for programs that download. It counts what comes back through it. */
export class CountingProxy implements AsyncDisposable {
  /** The bytes that have come from the servers, as they were on the network. */
  bytes = 0;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #accepting: Promise<void>;

  /** Listens. */
  constructor() {
    this.#accepting = this.#accept();
  }

  /** What `HTTPS_PROXY` is set to. */
  get url(): string {
    return `http://127.0.0.1:${(this.#listener.addr as Deno.NetAddr).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting;
  }

  async #accept(): Promise<void> {
    const tunnels: Promise<void>[] = [];
    for await (const client of this.#listener) {
      tunnels.push(this.#serve(client).catch(() => {})); // a client may break off
    }
    await Promise.all(tunnels);
  }

  async #serve(client: Deno.TcpConn): Promise<void> {
    using _ = client;
    const [, hostname = "", port] = (await readHead(client)).match(/^CONNECT (\S+):(\d+) /) ?? [];
    if (port === undefined) {
      await client.write(new TextEncoder().encode("HTTP/1.1 405 Method Not Allowed\r\n\r\n"));
      return;
    }
    using server = await Deno.connect({ hostname, port: Number(port) });
    await client.write(new TextEncoder().encode("HTTP/1.1 200 OK\r\n\r\n"));
    const count = new TransformStream<Uint8Array, Uint8Array>({
      transform: (bytes, controller) => {
        this.bytes += bytes.length;
        controller.enqueue(bytes);
      },
    });
    await Promise.all([
      client.readable.pipeTo(server.writable),
      server.readable.pipeThrough(count).pipeTo(client.writable),
    ]);
  }
}

/** Reads the request to the proxy. The client sends no more before it has a reply. */
async function readHead(client: Deno.TcpConn): Promise<string> {
  const buffer = new Uint8Array(4_096);
  let head = "";
  while (!head.includes("\r\n\r\n")) {
    const length = await client.read(buffer);
    if (length === null) break;
    head += new TextDecoder().decode(buffer.subarray(0, length));
  }
  return head;
}
