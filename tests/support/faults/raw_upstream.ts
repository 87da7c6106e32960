/** What a model's server does on a connection, once it has been asked. */
export type Script = (wire: Wire) => unknown;

const encoder = new TextEncoder();

/** A frame of OpenAI's chat completions with a piece of text in it. */
export function delta(content: string): string {
  return frame({ index: 0, delta: { content }, finish_reason: null });
}

/** A frame with any choice in it. */
export function frame(choice: unknown): string {
  const envelope = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 0, model: "m" };
  return `data: ${JSON.stringify({ ...envelope, choices: [choice] })}\n\n`;
}

export const ROLE = frame({ index: 0, delta: { role: "assistant", content: "" } });
export const FINISH = frame({ index: 0, delta: {}, finish_reason: "stop" });
export const DONE = "data: [DONE]\n\n";

/** Answers with a body of these chunks of HTTP. */
export function sends(...parts: readonly (string | Uint8Array)[]): Script {
  return async (wire) => {
    await wire.head();
    for (const part of parts) await wire.body(part);
    await wire.end();
  };
}

/** One connection of a client to a {@linkcode RawUpstream}, and what it was asked. */
export class Wire {
  /** The request. */
  readonly asked: string;
  readonly #conn: Deno.Conn;

  constructor(conn: Deno.Conn, asked: string) {
    this.#conn = conn;
    this.asked = asked;
  }

  /** Sends bytes as they are; fails once the client is gone. */
  async send(bytes: string | Uint8Array): Promise<void> {
    let rest = typeof bytes === "string" ? encoder.encode(bytes) : bytes;
    while (rest.length > 0) rest = rest.subarray(await this.#conn.write(rest));
  }

  /** Sends the head of a reply whose body is chunked. */
  async head(status = "200 OK", headers = "content-type: text/event-stream\r\n"): Promise<void> {
    await this.send(
      `HTTP/1.1 ${status}\r\n${headers}connection: close\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
  }

  /** Sends a part of the body, as one chunk. */
  async body(part: string | Uint8Array): Promise<void> {
    const bytes = typeof part === "string" ? encoder.encode(part) : part;
    await this.send(`${bytes.length.toString(16)}\r\n`);
    await this.send(bytes);
    await this.send("\r\n");
  }

  /** Ends the body. */
  async end(): Promise<void> {
    await this.send("0\r\n\r\n");
  }

  /** Resolves when the client has closed the connection. */
  async gone(): Promise<void> {
    const ignored = new Uint8Array(64);
    try {
      while (await this.#conn.read(ignored) !== null);
    } catch {
      // A client that resets the connection is gone as well.
    }
  }
}

/**
 * A model's server that speaks HTTP by hand, so that it can do all that none
 * should. It answers one request on each connection, then closes it.
 */
export class RawUpstream implements AsyncDisposable {
  readonly #script: Script;
  readonly #conns = new Set<Deno.Conn>();
  readonly #open = new Set<Promise<void>>();
  readonly #accepting: Promise<void>[] = [];
  #listener: Deno.TcpListener;

  constructor(script: Script) {
    this.#script = script;
    this.#listener = this.#listen(0);
  }

  /** What `OPENAI_BASE_URL` is set to. */
  get baseUrl(): string {
    return `http://127.0.0.1:${this.#listener.addr.port}/v1`;
  }

  /** Resolves when no more than so many connections are open. */
  async left(count: number): Promise<void> {
    while (this.#open.size > count) await Promise.race(this.#open);
  }

  /** Takes no more connections, but keeps those that there are, until disposed of. */
  refuse(): Disposable {
    const { port } = this.#listener.addr;
    this.#listener.close();
    return { [Symbol.dispose]: () => void (this.#listener = this.#listen(port)) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const conn of this.#conns) close(conn);
    await Promise.all([...this.#accepting, ...this.#open]);
  }

  #listen(port: number): Deno.TcpListener {
    const listener = Deno.listen({ port, hostname: "127.0.0.1" });
    this.#accepting.push(this.#accept(listener));
    return listener;
  }

  async #accept(listener: Deno.TcpListener): Promise<void> {
    for await (const conn of listener) {
      const serving = this.#serve(conn).finally(() => this.#open.delete(serving));
      this.#open.add(serving);
    }
  }

  async #serve(conn: Deno.Conn): Promise<void> {
    this.#conns.add(conn);
    try {
      await this.#script(new Wire(conn, await readAsked(conn)));
    } catch (error) {
      if (!isGone(error)) throw error;
    } finally {
      this.#conns.delete(conn);
      close(conn);
    }
  }
}

async function readAsked(conn: Deno.Conn): Promise<string> {
  const decoder = new TextDecoder();
  const piece = new Uint8Array(4_096);
  let text = "";
  const isWhole = () => {
    const [head = "", body] = text.split("\r\n\r\n");
    const [, length] = head.match(/content-length: (\d+)/i) ?? [];
    return body !== undefined && encoder.encode(body).length >= Number(length);
  };
  while (!isWhole()) {
    const count = await conn.read(piece);
    if (count === null) throw new Deno.errors.ConnectionReset("The client left while it asked");
    text += decoder.decode(piece.subarray(0, count), { stream: true });
  }
  return text;
}

/** Whether it is no more than the other end's leaving, or ours. */
function isGone(error: unknown): boolean {
  const { BadResource, BrokenPipe, ConnectionReset, Interrupted } = Deno.errors;
  return [BadResource, BrokenPipe, ConnectionReset, Interrupted]
    .some((type) => error instanceof type);
}

function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // It is closed already.
  }
}
