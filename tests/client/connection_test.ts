import { assertEquals } from "@std/assert";
import { stream } from "../../src/client/stream.ts";

const EVENTS = [
  { event: "metadata", data: { run_id: "1", runnable: "chain", model: null } },
  { event: "data", data: "a" },
  { event: "metadata", data: { end_reason: "stop", output: "a", splits: ["a"] } },
  { event: "end" },
].map((event) => `${JSON.stringify(event)}\n`).join("");
const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\n" +
  "transfer-encoding: chunked\r\n\r\n";
const CHUNK = `${EVENTS.length.toString(16)}\r\n${EVENTS}\r\n`;
const LAST_CHUNK = "0\r\n\r\n";

/** A server that ends each reply, behind its last event, when it is told to. */
class SlowToEnd implements AsyncDisposable {
  /** How many connections there were. */
  connections = 0;
  /** Resolves when a client has closed one. */
  readonly closed: Promise<void>;
  readonly #closed = Promise.withResolvers<void>();
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #serving: Promise<void>[] = [];
  readonly #accepting: Promise<void>;
  #end = () => {};

  constructor() {
    this.closed = this.#closed.promise;
    this.#accepting = this.#accept();
  }

  get url(): string {
    return `http://127.0.0.1:${this.#listener.addr.port}/chain/stream`;
  }

  /** Ends the reply under way. */
  end(): void {
    this.#end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting;
    await Promise.all(this.#serving);
  }

  async #accept(): Promise<void> {
    for await (const conn of this.#listener) {
      this.connections++;
      this.#serving.push(this.#serve(conn));
    }
  }

  async #serve(conn: Deno.TcpConn): Promise<void> {
    using _ = conn;
    const bytes = new Uint8Array(4_096);
    const write = (text: string) => conn.write(new TextEncoder().encode(text));
    let asked = "";
    for (let count = await conn.read(bytes); count !== null; count = await conn.read(bytes)) {
      asked += new TextDecoder().decode(bytes.subarray(0, count));
      if (!asked.endsWith("}")) continue; // of the body
      asked = "";
      this.#end = () => void write(LAST_CHUNK);
      await write(HEAD + CHUNK);
    }
    this.#closed.resolve();
  }
}

async function ask(server: SlowToEnd, client: Deno.HttpClient, onEnd: () => void): Promise<void> {
  const options = {
    fetch: (url: string | URL, init: RequestInit) => fetch(url, { ...init, client }),
  };
  for await (const event of stream(server.url, "?", options)) if (event.type === "end") onEnd();
}

Deno.test("stream() reads a reply to its end, so that its connection is used again", async () => {
  await using server = new SlowToEnd();
  using client = Deno.createHttpClient({});
  for (let turn = 0; turn < 3; turn++) await ask(server, client, () => server.end());
  assertEquals(server.connections, 1);
});

Deno.test("stream() leaves a server that does not end its reply behind the last event", async () => {
  await using server = new SlowToEnd();
  using client = Deno.createHttpClient({});
  await ask(server, client, () => {});
  await server.closed;
});
