import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  allowHosts,
  allowOrigins,
  apiKeys,
  compose,
  cors,
  type Middleware,
  rateLimit,
  type RequestInfo,
} from "../../src/mod.ts";
import { unchanged } from "../../src/http/handler.ts";

const ask = (headers: Record<string, string> = {}, method = "POST") =>
  new Request("http://localhost/", { method, headers });

/** Notes when a request goes in, and when its reply comes out. */
function traced(name: string, trace: string[]): Middleware {
  return (handler) => async (request, info) => {
    trace.push(`${name} in`);
    const response = await handler(request, info);
    trace.push(`${name} out`);
    return response;
  };
}

Deno.test("compose() puts the first middleware outermost", async () => {
  const trace: string[] = [];
  const handler = compose(traced("a", trace), traced("b", trace))(() => new Response());
  await handler(ask());
  assertEquals(trace, ["a in", "b in", "b out", "a out"]);
});

Deno.test("compose() of nothing is the handler itself", async () => {
  const response = await compose()(() => new Response("안녕"))(ask());
  assertEquals(await response.text(), "안녕");
});

Deno.test("apiKeys() hands the key on to the handler", async () => {
  let seen: RequestInfo | undefined;
  const handler = apiKeys(["k"])((_, info) => {
    seen = info;
    return new Response();
  });
  assertEquals((await handler(ask({ authorization: "Bearer k" }))).status, 200);
  assertEquals(seen?.apiKey, "k");
});

Deno.test("apiKeys() without keys, and rateLimit() without a limit, change nothing", () => {
  assertEquals(apiKeys([]), unchanged);
  assertEquals(rateLimit({ requestsPerMinute: Infinity }), unchanged);
  assertEquals(allowHosts(["*"]), unchanged);
});

Deno.test("rateLimit() counts for each key, if apiKeys() comes before it", async () => {
  const handler = compose(apiKeys(["a", "b"]), rateLimit({ requestsPerMinute: 1 }))(
    () => new Response(),
  );
  const statuses = [];
  for (const key of ["a", "b", "a"]) {
    statuses.push((await handler(ask({ "x-api-key": key }))).status);
  }
  assertEquals(statuses, [200, 200, 429]);
});

Deno.test("rateLimit() counts for each address without keys", async () => {
  const handler = rateLimit({ requestsPerMinute: 1 })(() => new Response());
  const from = (hostname: string): RequestInfo => ({
    remoteAddr: { transport: "tcp", hostname, port: 1 },
  });
  const statuses = [];
  for (const address of ["10.0.0.1", "10.0.0.2", "10.0.0.1"]) {
    statuses.push((await handler(ask(), from(address))).status);
  }
  assertEquals(statuses, [200, 200, 429]);
});

Deno.test("rateLimit() lets a handler charge for more, and refuses what it cannot grant", async () => {
  const handler = rateLimit({ requestsPerMinute: 3 })((_, info) => {
    info?.charge?.(1);
    return new Response();
  });
  const response = await handler(ask());
  assert(response.headers.get("ratelimit")?.includes(";r=1;"));
  assertEquals((await handler(ask())).status, 429);
});

Deno.test("middlewares pass on a reply of fetch, whose header is immutable", async () => {
  const upstream = await fetch("data:text/plain,hello");
  const handler = compose(cors(["https://a.example"]), rateLimit({ requestsPerMinute: 2 }))(
    () => upstream,
  );
  const response = await handler(ask({ origin: "https://a.example" }));
  assertEquals(response.headers.get("access-control-allow-origin"), "https://a.example");
  assert(response.headers.has("ratelimit"));
  assertEquals(await response.text(), "hello");
});

Deno.test("cors() answers a preflight request itself", async () => {
  const handler = cors(["https://a.example"])(() => new Response("never", { status: 500 }));
  const preflight = (origin: string) =>
    handler(ask({ origin, "access-control-request-method": "POST" }, "OPTIONS"));
  const allowed = await preflight("https://a.example");
  assertEquals(allowed.status, 204);
  assertEquals(
    allowed.headers.get("access-control-allow-methods"),
    "GET, HEAD, POST, PUT, PATCH, DELETE",
  );
  const refused = await preflight("https://b.example");
  assertEquals([refused.status, refused.headers.get("access-control-allow-origin")], [403, null]);
});

Deno.test("allowOrigins() refuses pages of other origins, and lets its own and programs pass", async () => {
  const handler = allowOrigins(["https://a.example"])(() => new Response());
  const status = async (headers: Record<string, string>) => (await handler(ask(headers))).status;
  assertEquals(await status({}), 200);
  assertEquals(await status({ origin: "http://localhost" }), 200);
  assertEquals(await status({ origin: "https://a.example" }), 200);
  assertEquals(await status({ origin: "https://b.example" }), 403);
});

Deno.test("allowHosts() refuses other hosts, whatever their port", async () => {
  const handler = allowHosts(["LocalHost"])(() => new Response());
  const status = async (url: string) => (await handler(new Request(url))).status;
  assertEquals(await status("http://localhost:8000/"), 200);
  assertEquals(await status("http://evil.example:8000/"), 403);
});

Deno.test("middlewares leave an error of the handler to whoever serves it", async () => {
  const all = compose(
    allowHosts(["localhost"]),
    cors([]),
    allowOrigins([]),
    apiKeys(["k"]),
    rateLimit({ requestsPerMinute: 1 }),
  );
  const handler = all(() => {
    throw new RangeError("mine");
  });
  await assertRejects(() => handler(ask({ "x-api-key": "k" })), RangeError, "mine");
});
