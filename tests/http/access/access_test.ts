import { assert, assertEquals } from "@std/assert";
import type { AccessOptions } from "../../../src/mod.ts";
import { FakeTimer } from "../../support/fake_timer.ts";
import { FakeRunnable } from "../../support/models/runnables.ts";
import { testApp } from "../../support/test_app.ts";

const SAYS = { user_message: "?" };
const KEY = { authorization: "Bearer secret-1" };

function serve(access: Partial<AccessOptions> = {}) {
  const chain = new FakeRunnable(() => ["a"]);
  const timer = new FakeTimer();
  const app = testApp({ runnables: { chain }, access, timer });
  return { app, chain, timer };
}

/** Every route that calls the model. */
const CALLS: Record<string, RequestInit> = {
  "/chain/stream": { method: "POST", body: JSON.stringify(SAYS) },
  "/chain/stream?user_message=hello": { headers: { accept: "text/event-stream" } },
  "/chain/invoke": { method: "POST", body: JSON.stringify(SAYS) },
  "/chain/batch": { method: "POST", body: JSON.stringify({ inputs: ["?"] }) },
  "/v1/chat/completions": {
    method: "POST",
    body: JSON.stringify({ model: "chain", messages: [{ role: "user", content: "?" }] }),
  },
  "/v1/responses": {
    method: "POST",
    body: JSON.stringify({ model: "chain", input: "?" }),
  },
  "/ag-ui/chain": {
    method: "POST",
    body: JSON.stringify({
      threadId: "t",
      runId: "r",
      messages: [{ role: "user", content: "?" }],
    }),
  },
  "/api/chat": {
    method: "POST",
    body: JSON.stringify({ messages: [{ role: "user", content: "?" }] }),
  },
};
const call = (path: string, headers: Record<string, string> = {}) =>
  new Request(`http://localhost${path}`, {
    ...CALLS[path],
    headers: { ...CALLS[path]?.headers as Record<string, string>, ...headers },
  });

const batch = (inputs: number) =>
  new Request("http://localhost/chain/batch", {
    method: "POST",
    body: JSON.stringify({ inputs: Array(inputs).fill("?") }),
  });

async function read(reply: Promise<Response>) {
  const response = await reply;
  return { ...await bodyOf(response), status: response.status, headers: response.headers };
}

async function bodyOf(response: Response): Promise<{ text: string; message?: string }> {
  const text = await response.text();
  if (response.ok) return { text };
  const body = JSON.parse(text);
  return { text, message: body.message ?? body.error.message };
}

for (const path of Object.keys(CALLS)) {
  Deno.test(`${path} requires a key if keys are set`, async () => {
    const { app, chain } = serve({ apiKeys: ["secret-1", "secret-2"] });
    const none = await read(app(call(path)));
    assertEquals([none.status, none.headers.get("www-authenticate")], [401, "Bearer"]);
    assert(none.message?.startsWith("An API key is required"));
    for (const authorization of ["Bearer secret-3", "Bearer ", "Basic secret-1", "secret-1"]) {
      assertEquals((await read(app(call(path, { authorization })))).status, 401, authorization);
    }
    assertEquals((await read(app(call(path, { "x-api-key": "" })))).status, 401);
    assertEquals(chain.inputs, []);

    for (const key of [{ "x-api-key": "secret-2" }, KEY, { authorization: "bearer  secret-1" }]) {
      assertEquals((await read(app(call(path, key)))).status, 200);
    }
    assertEquals(chain.inputs.length, 3);
  });

  Deno.test(`${path} refuses pages of other origins`, async () => {
    const { app, chain } = serve();
    const strangers: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "http://localhost:3000" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" }, // an image, say: it has no origin
      { "sec-fetch-site": "same-site", origin: "http://other.localhost" },
    ];
    for (const headers of strangers) {
      const { status, headers: reply } = await read(app(call(path, headers)));
      assertEquals(status, 403, JSON.stringify(headers));
      assertEquals(reply.get("access-control-allow-origin"), null);
    }
    assertEquals(chain.inputs, []);

    const friends: Record<string, string>[] = [
      {},
      { origin: "http://localhost" },
      { origin: "https://localhost" }, // there is a proxy before the server
      { "sec-fetch-site": "same-origin", origin: "https://public.example" },
      // A URL in the address bar, or its redirect, must not run a model.
      ...(path.includes("?") ? [] : [{ "sec-fetch-site": "none" }]),
    ];
    for (const headers of friends) {
      assertEquals((await read(app(call(path, headers)))).status, 200, JSON.stringify(headers));
    }
  });
}

Deno.test("OpenAI's clients get an error for a wrong key in OpenAI's format", async () => {
  const { app } = serve({ apiKeys: ["secret-1"] });
  const { text } = await read(app(call("/v1/chat/completions", { "x-api-key": "no" })));
  assertEquals(JSON.parse(text).error, {
    message: "Invalid API key.",
    type: "authentication_error",
    param: null,
    code: "invalid_api_key",
  });
});

Deno.test("routes that call no model require no key, and document that others do", async () => {
  const { app } = serve({ apiKeys: ["secret-1"] });
  for (
    const path of [
      "/",
      "/client.js",
      "/healthz",
      "/openapi.json",
      "/v1/models",
      "/chain/input_schema",
    ]
  ) {
    assertEquals((await read(app(new Request(`http://localhost${path}`)))).status, 200, path);
  }
  const { text } = await read(app(new Request("http://localhost/healthz")));
  assertEquals(JSON.parse(text).wants_key, true);
  assert(!text.includes("secret"));
});

Deno.test("pages of allowed origins may send requests and read the replies", async () => {
  const origin = "https://friend.example";
  for (const allowedOrigins of [[origin], ["*"]]) {
    const { app } = serve({ allowedOrigins });
    const headers = { origin, "sec-fetch-site": "cross-site" };
    const answer = await read(app(call("/chain/stream", headers)));
    assertEquals(answer.status, 200);
    assertEquals(answer.headers.get("access-control-allow-origin"), origin);
    assertEquals(answer.headers.get("vary"), "accept, origin");
    assert(answer.headers.get("access-control-expose-headers")?.includes("retry-after"));
    // The page can read a refusal, too.
    const refusal = await read(
      app(new Request("http://localhost/no/stream", { method: "POST", body: "{}", headers })),
    );
    assertEquals(refusal.status, 404);
    assertEquals(refusal.headers.get("access-control-allow-origin"), origin);
  }
});

function preflight(origin: string): Request {
  return new Request("http://localhost/v1/chat/completions", {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,x-stainless-os",
    },
  });
}

Deno.test("a preflight succeeds for allowed origins, and may be cached", async () => {
  const { app, chain } = serve({ allowedOrigins: ["https://friend.example"], apiKeys: ["k"] });
  const { status, headers } = await read(app(preflight("https://friend.example")));
  assertEquals(status, 204);
  assertEquals(headers.get("access-control-allow-origin"), "https://friend.example");
  assertEquals(headers.get("access-control-allow-methods"), "GET, HEAD, POST, PUT, PATCH, DELETE");
  assertEquals(headers.get("access-control-allow-headers"), "authorization,x-stainless-os");
  assertEquals(headers.get("access-control-max-age"), "86400");

  const stranger = await read(app(preflight("https://evil.example")));
  assertEquals(stranger.status, 403);
  assertEquals(stranger.headers.get("access-control-allow-origin"), null);
  assertEquals(chain.inputs, []);
});

/** Returns the connection of a caller with an address. */
const from = (hostname: string) => ({
  remoteAddr: { transport: "tcp" as const, hostname, port: 1 },
});

Deno.test("a caller over the rate limit gets a Retry-After header", async () => {
  const { app, timer } = serve({ requestsPerMinute: 3 });
  for (const left of [2, 1, 0]) {
    const { status, headers } = await read(app(call("/chain/stream"), from("192.0.2.1")));
    assertEquals([status, headers.get("ratelimit-policy")], [200, '"default";q=3;w=60']);
    assert(
      headers.get("ratelimit")?.startsWith(`"default";r=${left};t=`),
      headers.get("ratelimit") ?? "",
    );
  }
  const refused = await read(app(call("/chain/stream"), from("192.0.2.1")));
  assertEquals([refused.status, refused.headers.get("retry-after")], [429, "20"]);
  assertEquals(refused.headers.get("ratelimit"), '"default";r=0;t=20');
  assertEquals((await read(app(call("/chain/stream"), from("192.0.2.2")))).status, 200);

  await timer.pass(19_999);
  assertEquals((await read(app(call("/chain/stream"), from("192.0.2.1")))).status, 429);
  await timer.pass(1);
  assertEquals((await read(app(call("/chain/stream"), from("192.0.2.1")))).status, 200);
});

Deno.test("a batch counts as one request for each input", async () => {
  const { app } = serve({ requestsPerMinute: 3 });
  const taken = await read(app(batch(2)));
  assertEquals(taken.status, 200);
  assert(taken.headers.get("ratelimit")?.startsWith('"default";r=1;'));
  assertEquals((await read(app(batch(2)))).status, 429);
});

Deno.test("a batch larger than the rate limit is refused with 422, not 429", async () => {
  for (const [requestsPerMinute, inputs] of [[3, 4], [3, 5], [3, 100], [1, 2]] as const) {
    const refused = await serve({ requestsPerMinute }).app(batch(inputs));
    assertEquals(refused.status, 422);
    assertEquals(refused.headers.get("retry-after"), null);
    const { message, errors } = await refused.json();
    assertEquals(
      message,
      `The batch exceeds the rate limit of ${requestsPerMinute} answers a minute. Send fewer inputs.`,
    );
    assertEquals(errors[0].pointer, "#/inputs");
  }
  assertEquals((await read(serve({ requestsPerMinute: 3 }).app(batch(3)))).status, 200);
});

Deno.test("a caller is a key, an address, or an IPv6 network", async () => {
  const statuses = async (
    access: Partial<AccessOptions>,
    callers: [Record<string, string>, string][],
  ) => {
    const { app } = serve({ requestsPerMinute: 1, ...access });
    const replies = [];
    for (const [headers, address] of callers) {
      replies.push((await read(app(call("/chain/stream", headers), from(address)))).status);
    }
    return replies;
  };
  const keys = { apiKeys: ["a", "b"] };
  const [a, b] = [{ "x-api-key": "a" }, { "x-api-key": "b" }];
  assertEquals(await statuses(keys, [[a, "::1"], [a, "::2"], [b, "::1"]]), [200, 429, 200]);
  assertEquals(
    await statuses({}, [[{}, "2001:db8:1:2::3"], [{}, "2001:db8:1:2:4::5"], [
      {},
      "2001:db8:1:3::3",
    ]]),
    [200, 429, 200],
  );
  assertEquals(await statuses({}, [[{}, "::ffff:192.0.2.1"], [{}, "::ffff:192.0.2.2"]]), [
    200,
    200,
  ]);
  // A caller can send any entries before the one that the proxy adds.
  const proxied = { addressHeader: "x-forwarded-for" };
  const withPort = { "x-forwarded-for": "192.0.2.9:50001" };
  const another = { "x-forwarded-for": "192.0.2.9:50002" };
  assertEquals(await statuses(proxied, [[withPort, "::1"], [another, "::1"]]), [200, 429]);
  const forwarded = (
    value: string,
  ): [Record<string, string>, string] => [{ "x-forwarded-for": value }, "::1"];
  assertEquals(
    await statuses(proxied, [
      forwarded("9.9.9.9, 192.0.2.1"),
      forwarded("8.8.8.8, 192.0.2.1"),
      forwarded("192.0.2.2"),
    ]),
    [200, 429, 200],
  );
});
