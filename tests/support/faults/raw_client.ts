import { within } from "../within.ts";

/** A reply as it came. */
export interface RawReply {
  status: number;
  headers: Headers;
  body: string;
  /** Whether all of the body came, by its length or its last chunk. */
  isWhole: boolean;
}

const encoder = new TextEncoder();

/** A client that speaks HTTP by hand, so that it can do all that none should. */
export class RawClient implements Disposable {
  readonly #conn: Deno.Conn;
  readonly #piece = new Uint8Array(65_536);
  #unread = new Uint8Array(0);
  #isClosed = false;

  constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  /** Connects to a server such as `http://127.0.0.1:8000`. */
  static async connect(origin: string): Promise<RawClient> {
    const { hostname, port } = new URL(origin);
    return new RawClient(await Deno.connect({ hostname, port: Number(port) }));
  }

  /** Sends bytes as they are. */
  async send(bytes: string | Uint8Array): Promise<void> {
    let rest = typeof bytes === "string" ? encoder.encode(bytes) : bytes;
    while (rest.length > 0) rest = rest.subarray(await this.#conn.write(rest));
  }

  /** Reads until there is this text in what came. */
  async readUntil(text: string): Promise<void> {
    const wanted = encoder.encode(text);
    while (indexOf(this.#unread, wanted) < 0) {
      if (!await this.#read()) throw new Error(`Expected ${text}, got the end`);
    }
  }

  /** Reads so many bytes at most, and forgets them. */
  async skip(bytes: number): Promise<void> {
    await this.#conn.read(new Uint8Array(bytes));
  }

  /** Reads a reply; `null` if the connection is closed without one. */
  async reply(): Promise<RawReply | null> {
    const head = await this.#readLine("\r\n\r\n");
    if (head === null) return null;
    const [first = "", ...lines] = head.split("\r\n");
    const headers = new Headers(
      lines.map((line): [string, string] => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon), line.slice(colon + 1)];
      }),
    );
    const status = Number(first.split(" ")[1]);
    const isChunked = headers.get("transfer-encoding") === "chunked";
    const parts: Uint8Array[] = [];
    const isWhole = isChunked
      ? await this.#readChunks(parts)
      : await this.#readBytes(Number(headers.get("content-length")), parts);
    return { status, headers, body: await new Blob(parts as BlobPart[]).text(), isWhole };
  }

  [Symbol.dispose](): void {
    if (!this.#isClosed) this.#conn.close();
    this.#isClosed = true;
  }

  async #readChunks(parts: Uint8Array[]): Promise<boolean> {
    while (true) {
      const line = await this.#readLine("\r\n");
      if (line === null) return false;
      const length = parseInt(line, 16);
      if (!await this.#readBytes(length, parts)) return false;
      await this.#readLine("\r\n");
      if (length === 0) return true;
    }
  }

  async #readBytes(count: number, parts: Uint8Array[]): Promise<boolean> {
    for (let left = count; left > 0;) {
      if (this.#unread.length === 0 && !await this.#read()) return false;
      parts.push(this.#unread.slice(0, left));
      const taken = Math.min(left, this.#unread.length);
      this.#unread = this.#unread.subarray(taken);
      left -= taken;
    }
    return true;
  }

  async #readLine(end: string): Promise<string | null> {
    const wanted = encoder.encode(end);
    let at: number;
    while ((at = indexOf(this.#unread, wanted)) < 0) if (!await this.#read()) return null;
    const line = new TextDecoder().decode(this.#unread.subarray(0, at));
    this.#unread = this.#unread.subarray(at + wanted.length);
    return line;
  }

  /** Reads what comes next; `false` if nothing does. */
  async #read(): Promise<boolean> {
    const count = await within(this.#conn.read(this.#piece), "the server").catch((error) => {
      if (error instanceof Deno.errors.ConnectionReset) return null;
      throw error;
    });
    if (count === null) return false;
    const unread = new Uint8Array(this.#unread.length + count);
    unread.set(this.#unread);
    unread.set(this.#piece.subarray(0, count), this.#unread.length);
    this.#unread = unread;
    return true;
  }
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  const [first = 0] = wanted;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}

/** A POST as it is sent. */
export function rawPost(
  path: string,
  body: unknown,
  { accept = "*/*", headers = "" }: { accept?: string; headers?: string } = {},
): string {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return `POST ${path} HTTP/1.1\r\nhost: localhost\r\naccept: ${accept}\r\n${headers}` +
    `content-length: ${encoder.encode(text).length}\r\n\r\n${text}`;
}
