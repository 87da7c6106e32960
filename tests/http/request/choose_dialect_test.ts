import { assert, assertThrows } from "@std/assert";
import { chooseDialect } from "../../../src/http/request/choose_dialect.ts";
import { HttpError } from "../../../src/http/http_error.ts";
import { dialects } from "../../../src/wire/dialects.ts";

const cases: [accept: string | undefined, mediaType: string][] = [
  [undefined, "text/event-stream"],
  ["*/*", "text/event-stream"],
  ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/event-stream"],
  ["text/event-stream", "text/event-stream"],
  ["application/x-ndjson", "application/x-ndjson"],
  ["text/plain", "text/plain"],
  ["TEXT/PLAIN", "text/plain"],
  ["text/plain; charset=UTF-8, */*;q=0.1", "text/plain"],
  ["text/event-stream;q=0.5, text/plain", "text/plain"],
  ["text/event-stream;q=0, */*", "application/x-ndjson"],
  ["text/*", "text/event-stream"],
];

for (const [accept, mediaType] of cases) {
  Deno.test(`chooseDialect() returns ${mediaType} for ${accept}`, () => {
    const headers = accept === undefined ? {} : { accept };
    const request = new Request("http://localhost/", { headers });
    assert(chooseDialect(request, dialects).contentType.startsWith(mediaType));
  });
}

Deno.test("chooseDialect() does not parse an Accept of more than 1,000 characters", () => {
  const request = (length: number) =>
    new Request("http://localhost/", { headers: { accept: "text/plain".padEnd(length, ",*/*") } });
  assert(chooseDialect(request(1_000), dialects).contentType.startsWith("text/plain"));
  assertThrows(() => chooseDialect(request(1_001), dialects), HttpError, "Not acceptable.");
});
