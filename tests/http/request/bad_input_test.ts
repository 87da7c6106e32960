import { assert, assertEquals } from "@std/assert";
import { createApp } from "../../../src/mod.ts";
import { post } from "../../support/client.ts";
import { delta, finish, FrameModel, role } from "../../support/models/frame_model.ts";

/** A model takes a conversation, so that anything else is refused. */
class CountingModel extends FrameModel {
  runs = 0;
  override _streamResponseChunks(...args: Parameters<FrameModel["_streamResponseChunks"]>) {
    this.runs++;
    return super._streamResponseChunks(...args);
  }
}
const chain = new CountingModel([role, delta("a"), finish]);
const app = createApp({ runnables: { chain }, limits: { bodyBytes: 1_000 } });

interface BadInput {
  name: string;
  request: Request;
  status: number;
  detail: string;
  pointer?: string;
  allow?: string;
}

const get = (path: string, init?: RequestInit) => new Request(`http://localhost${path}`, init);
const body = (name: string, body: unknown, detail: string, pointer: string): BadInput => ({
  name,
  request: post("/chain/stream", body),
  status: 422,
  detail,
  pointer,
});
const configurable = (name: string, value: unknown, detail: string, pointer: string) =>
  body(
    name,
    { input: "a", config: { configurable: value } },
    `The body's config/configurable${detail}`,
    `#/config/configurable${pointer}`,
  );
const deep = `${"[".repeat(400)}1${"]".repeat(400)}`;

const cases: BadInput[] = [
  {
    name: "nothing",
    request: post("/chain/stream", ""),
    status: 400,
    detail: 'The body is empty. Expected, for example, {"user_message":"…"}.',
  },
  {
    name: "half a JSON",
    request: post("/chain/invoke", '{"input":'),
    status: 400,
    detail:
      'The body is not JSON: Unexpected end of JSON input. Expected, for example, {"user_message":"…"}.',
  },
  {
    name: "bytes that are not UTF-8",
    request: get("/chain/stream", { method: "POST", body: new Uint8Array([0x22, 0xff, 0x22]) }),
    status: 400,
    detail: "The body is not UTF-8.",
  },
  body("null", null, "The body must be an object.", "#"),
  body("an array", [], "The body must be an object.", "#"),
  body("deep nesting", deep, "The body must be an object.", "#"),
  body(
    "neither input nor message",
    {},
    'The body must have "input", "user_message" or "messages".',
    "#",
  ),
  body(
    "a null input",
    { input: null },
    'The body\'s input must be a string, messages, or an object with "messages".',
    "#/input",
  ),
  body("an empty input", { input: "" }, "The body's input must not be empty.", "#/input"),
  body(
    "an input without a message",
    { input: { history: [] } },
    'The body\'s input must be a string, messages, or an object with "messages".',
    "#/input",
  ),
  body(
    "an input under another prototype",
    '{"input":{"__proto__":{"user_message":"a"}}}',
    'The body\'s input must be a string, messages, or an object with "messages".',
    "#/input",
  ),
  body(
    "a message that is a number",
    { user_message: 7 },
    "The body's user_message must be a string.",
    "#/user_message",
  ),
  body(
    "an empty message",
    { input: { user_message: "" } },
    "The body's input/user_message must not be empty.",
    "#/input/user_message",
  ),
  body(
    "a history that is no list",
    { user_message: "a", history: "b" },
    "The body's history must be an array of messages.",
    "#/history",
  ),
  body(
    "a role that there is not",
    { input: { user_message: "a", history: [{ role: "user", content: "" }, { role: "god" }] } },
    'The body\'s input/history/1/role must be "system", "user", "assistant" or "tool".',
    "#/input/history/1/role",
  ),
  body(
    "content that is no text",
    { input: { messages: [{ role: "user", content: { image: 1 } }] } },
    "The body's input/messages/0/content must be a string or an array of parts.",
    "#/input/messages/0/content",
  ),
  body(
    "no messages",
    { messages: [] },
    "The body's messages must have at least one message.",
    "#/messages",
  ),
  body(
    "a config that is a list",
    { input: "a", config: [] },
    "The body's config must be an object.",
    "#/config",
  ),
  configurable("a configurable that is text", "x", " must be an object.", ""),
  configurable(
    "an empty marker",
    { end_markers: ["a", ""] },
    "/end_markers must be non-empty, well-formed strings.",
    "/end_markers",
  ),
  configurable(
    "half a surrogate pair as a marker",
    { end_markers: "\ud83d" },
    "/end_markers must be non-empty, well-formed strings.",
    "/end_markers",
  ),
  configurable(
    "a marker that is a number",
    { end_markers: 7 },
    "/end_markers must be a string or an array of strings.",
    "/end_markers",
  ),
  configurable(
    "too many markers",
    { end_markers: Array.from({ length: 17 }, (_, i) => `${i}`) },
    "/end_markers must have at most 16 strings.",
    "/end_markers",
  ),
  configurable(
    "a flag that is a word",
    { include_end_marker: "yes" },
    "/include_end_marker must be true or false.",
    "/include_end_marker",
  ),
  ...["endMarkers", "end_Markers", "end-marker", "EndMarkers"].map((key) =>
    configurable(
      `${key}, in other letters than ours`,
      { [key]: ["a"] },
      `/${key} must be named end_markers.`,
      `/${key}`,
    )
  ),
  configurable(
    "include_end_markers",
    { include_end_markers: true },
    "/include_end_markers must be named include_end_marker.",
    "/include_end_markers",
  ),
  body(
    "another prototype in configurable",
    '{"input":"a","config":{"configurable":{"__proto__":{"end_markers":["a"]}}}}',
    "The body's config/configurable/__proto__ must not be set: the name is reserved.",
    "#/config/configurable/__proto__",
  ),
  body(
    "a config under another prototype",
    '{"input":"a","config":{"__proto__":{"tags":["a"]}}}',
    "The body's config/__proto__ must not be set: expected one of configurable, context, tags, metadata, run_name, recursion_limit.",
    "#/config/__proto__",
  ),
  body(
    "a field of config under both of its names",
    { input: "a", config: { run_name: "a", runName: "b" } },
    "The body's config/runName must not be set beside run_name, which is the same.",
    "#/config/runName",
  ),
  {
    name: "an empty query",
    request: get("/chain/stream", { headers: { accept: "text/event-stream" } }),
    status: 422,
    detail: 'The query must have "user_message".',
  },
  {
    name: "an empty marker in the query",
    request: get("/chain/stream?user_message=a&end_markers=", {
      headers: { accept: "text/event-stream" },
    }),
    status: 422,
    detail: "The query's end_markers must be non-empty, well-formed strings.",
  },
  {
    name: "a runnable that there is not",
    request: post("/__proto__/stream", { input: "a" }),
    status: 404,
    detail: 'Unknown runnable "__proto__". Available: chain.',
  },
  {
    name: "a route that there is not",
    request: get("/chain/stream/now"),
    status: 404,
    detail: "Unknown route. GET /openapi.json lists the routes.",
  },
  {
    name: "a method that a route does not take",
    request: get("/chain/stream", { method: "PUT", body: "{}" }),
    status: 405,
    detail: "Method PUT not allowed. Allowed: GET, HEAD, POST.",
    allow: "GET, HEAD, POST",
  },
  {
    name: "a GET of what has to be posted",
    request: get("/chain/invoke"),
    status: 405,
    detail: "Method GET not allowed. Allowed: POST.",
    allow: "POST",
  },
  {
    name: "a wish for what there is not",
    request: post("/chain/stream", { input: "a" }, { accept: "image/png" }),
    status: 406,
    detail:
      "Not acceptable. Available: text/event-stream; charset=utf-8, application/x-ndjson, text/plain; charset=utf-8.",
  },
  {
    name: "a body that is too large",
    request: post("/chain/stream", { input: "가".repeat(400) }),
    status: 413,
    detail: "The body is too large. The limit is 1000 bytes.",
  },
];

for (const { name, request, status, detail, pointer, allow } of cases) {
  Deno.test(`a request with ${name} is answered with ${status}`, async () => {
    const response = await app(request);
    assertEquals(response.status, status);
    assertEquals(response.headers.get("content-type"), "application/problem+json");
    assertEquals(response.headers.get("x-content-type-options"), "nosniff");
    assertEquals(response.headers.get("allow"), allow ?? null);
    const problem = await response.json();
    assertEquals(problem.detail, detail);
    assertEquals(problem.message, detail);
    assertEquals(problem.status, status);
    assert(problem.title !== "");
    assertEquals(problem.errors?.[0].pointer, pointer);
    assertEquals(chain.runs, 0);
  });
}

Deno.test("an endless body is read only up to the limit", async () => {
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 100;
      controller.enqueue(new Uint8Array(100).fill(0x20));
    },
  });
  const response = await app(get("/chain/stream", { method: "POST", body }));
  assertEquals(response.status, 413);
  assertEquals((await response.json()).title, "Content Too Large");
  assert(sent <= 1_300, `${sent} bytes were read`);
  assertEquals(chain.runs, 0);
});

Deno.test("a body with a Content-Length over the limit is not read", async () => {
  let pulls = 0;
  const body = new ReadableStream({ pull: () => void pulls++ }, { highWaterMark: 0 });
  const headers = { "content-length": "1001" };
  const response = await app(get("/chain/stream", { method: "POST", body, headers }));
  assertEquals(response.status, 413);
  assertEquals(pulls, 0);
});

Deno.test("HEAD is answered where GET is, and runs no model", async () => {
  for (
    const [path, status, type] of [
      ["/healthz", 200, "application/json"],
      ["/openapi.json", 200, "application/json"],
      ["/", 200, "text/html; charset=utf-8"],
      ["/v1/models", 200, "application/json"],
      ["/v1/models/nobody", 404, "application/json"],
      ["/chain/stream?user_message=a", 200, "text/event-stream; charset=utf-8"],
      ["/nobody/stream", 404, "application/problem+json"],
      ["/chain/invoke", 405, "application/problem+json"],
    ] as const
  ) {
    const { status: got, headers, body } = await app(get(path, { method: "HEAD" }));
    assertEquals([path, got, headers.get("content-type")], [path, status, type]);
    assert(status !== 200 || body === null, path);
  }
  assertEquals(chain.runs, 0);
});

Deno.test("a body is read as JSON whatever its Content-Type", async () => {
  const headers = { "content-type": "application/x-www-form-urlencoded", accept: "text/plain" };
  const response = await app(
    get("/chain/stream", { method: "POST", body: '{"input":"a"}', headers }),
  );
  assertEquals(await response.text(), "a");
});

Deno.test("an invalid Host header is refused with a problem", async () => {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, app);
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
  const request =
    "GET /chain/stream?user_message=secret HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n";
  await connection.write(new TextEncoder().encode(request));
  const reply = await new Response(connection.readable).text();
  assert(reply.startsWith("HTTP/1.1 400"), reply);
  assert(reply.includes("application/problem+json"), reply);
  await server.shutdown();
});
