const encoder = new TextEncoder();

/** The head of a request, and its body. */
function partsOf(ask: string): [head: string, body: string] {
  const [head = "", body = ""] = ask.split("\r\n\r\n");
  return [head, body];
}

/** The request with a header more. */
export function withHeader(ask: string, header: string): string {
  return ask.replace("\r\n", `\r\n${header}\r\n`);
}

/** The request with a `Content-Length` that says this. */
export function withLength(ask: string, length: unknown): string {
  return ask.replace(/content-length: \d+/, `content-length: ${length}`);
}

/** The request with another body, of the length that it says. */
export function withBody(ask: string, change: (body: string) => string): string {
  const [head, body] = partsOf(ask);
  const changed = change(body);
  return withLength(`${head}\r\n\r\n${changed}`, encoder.encode(changed).length);
}

/** The request with a field more in its JSON. */
export function withField(ask: string, field: string): string {
  return withBody(ask, (body) => body.replace("{", `{${field},`));
}

/** The request with its body in chunks of a byte. */
export function inChunks(ask: string): Uint8Array {
  const [head, body] = partsOf(ask);
  const changed = head.replace(/content-length: \d+/, "transfer-encoding: chunked");
  const chunks = Array.from(encoder.encode(body), (byte) => [0x31, 13, 10, byte, 13, 10]).flat();
  const end = encoder.encode("0\r\n\r\n");
  return Uint8Array.of(...encoder.encode(`${changed}\r\n\r\n`), ...chunks, ...end);
}
