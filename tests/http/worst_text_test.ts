import { assert } from "@std/assert";
import { createApp, type Handler } from "../../src/mod.ts";
import { costOf, QUADRATIC_MS } from "../support/cost_of.ts";
import { FakeRunnable } from "../support/models/runnables.ts";
import { repeatedTexts, worstTexts as texts } from "../support/worst_texts.ts";

const app = createApp({
  runnables: { chain: new FakeRunnable(() => ["a"]), model: new FakeRunnable(() => ["a"]) },
  access: {
    apiKeys: ["k"],
    requestsPerMinute: 1_000_000,
    addressHeader: "x-forwarded-for",
    allowedOrigins: ["https://example.com"],
  },
  limits: { inputChars: Infinity },
  onError() {},
});
const open = createApp({
  runnables: { chain: new FakeRunnable(() => ["a"]), model: new FakeRunnable(() => ["a"]) },
  access: { requestsPerMinute: 1_000_000, addressHeader: "x-forwarded-for" },
  limits: { inputChars: Infinity },
  onError() {},
});

/** How long one request keeps the event loop, in milliseconds. */
function costOfRequest(handler: Handler, request: () => Request): Promise<number> {
  return costOf(() => {
    const asked = request();
    return async () => await (await handler(asked)).body?.cancel();
  });
}

const HEADERS = [
  "accept",
  "access-control-request-headers",
  "access-control-request-method",
  "authorization",
  "content-length",
  "host",
  "if-none-match",
  "last-event-id",
  "origin",
  "referer",
  "sec-fetch-mode",
  "sec-fetch-site",
  "traceparent",
  "user-agent",
  "x-api-key",
  "x-forwarded-for",
];
const REQUESTS: readonly [path: string, init: RequestInit & { method: string }][] = [
  ["/", { method: "GET" }],
  ["/chain/stream", { method: "POST", body: JSON.stringify({ input: "?" }) }],
  ["/chain/stream?user_message=a", { method: "GET", headers: { accept: "text/event-stream" } }],
  ["/chain/stream", { method: "OPTIONS", headers: { "access-control-request-method": "POST" } }],
];

for (const header of HEADERS) {
  Deno.test(`60 KB of the worst as ${header} take no quadratic time`, async () => {
    for (const text of texts) {
      for (const [path, init] of REQUESTS) {
        const make = () => {
          const request = new Request(`http://localhost${path}`, init);
          try {
            request.headers.set(header, text);
          } catch {
            // No header can have that: nobody can send it.
          }
          return request;
        };
        // Where there are no keys, only the address of the caller is read in another way.
        for (const handler of header === "x-forwarded-for" ? [app, open] : [app]) {
          const ms = await costOfRequest(handler, make);
          assert(
            ms <= QUADRATIC_MS,
            `${ms} ms for ${text.slice(0, 12)}… at ${init.method} ${path}`,
          );
        }
      }
    }
  });
}

const fields: Record<string, [path: string, body: (text: string) => unknown]> = {
  "a message": ["/chain/stream", (text) => ({ user_message: text })],
  "a role": ["/chain/stream", (text) => ({ messages: [{ role: text, content: "a" }] })],
  "a type": ["/chain/stream", (text) => ({ messages: [{ type: text, content: "a" }] })],
  "a part": [
    "/chain/stream",
    (text) => ({ messages: [{ role: "user", content: [{ type: text, text }] }] }),
  ],
  "an end marker": [
    "/chain/stream",
    (text) => ({ input: "a", config: { configurable: { end_markers: [text] } } }),
  ],
  "many end markers": [
    "/chain/stream",
    (text) => ({
      input: "a",
      config: {
        configurable: {
          end_markers: Array.from({ length: 16 }, (_, i) => text.slice(i, i + 1_000)),
        },
      },
    }),
  ],
  "a key": ["/chain/stream", (text) => ({ [text]: "a" })],
  "a model": ["/v1/chat/completions", (text) => ({ model: text, messages: [] })],
  "a stop": [
    "/v1/chat/completions",
    (text) => ({ model: "chain", stop: text, messages: [{ role: "user", content: "a" }] }),
  ],
  "a tool choice": [
    "/v1/chat/completions",
    (text) => ({ model: "chain", tool_choice: text, messages: [{ role: "user", content: text }] }),
  ],
  "an input": ["/v1/responses", (text) => ({ model: "chain", input: text })],
  "the arguments of a call": [
    "/v1/responses",
    (text) => ({
      model: "chain",
      input: [{ type: "function_call", call_id: "c", name: text, arguments: text }],
    }),
  ],
  "a type of a tool": ["/v1/responses", (text) => ({
    model: "chain",
    input: "a",
    tools: [{ type: text, name: text }],
  })],
  "a runnable": ["/api/chat", (text) => ({ runnable: text, messages: [] })],
  "a message of AG-UI's": [
    "/ag-ui/chain",
    (text) => ({ threadId: text, runId: text, messages: [{ role: "user", content: text }] }),
  ],
  "a part of the AI SDK's": [
    "/api/chat",
    (text) => ({ messages: [{ role: "user", parts: [{ type: "text", text }] }] }),
  ],
};
for (const [name, [path, make]] of Object.entries(fields)) {
  Deno.test(`60 KB of the worst as ${name} take no quadratic time`, async () => {
    for (const text of texts) {
      const body = JSON.stringify(make(text));
      const ms = await costOfRequest(
        open,
        () => new Request(`http://localhost${path}`, { method: "POST", body }),
      );
      assert(ms <= QUADRATIC_MS, `${ms} ms for ${text.slice(0, 12)}…`);
    }
  });
}

Deno.test("60 KB of the worst as a path or a query take no quadratic time", async () => {
  for (const text of texts) {
    for (
      const path of [
        `/${encodeURIComponent(text)}`,
        `/chain/stream?user_message=${encodeURIComponent(text)}`,
        `/chain/stream?user_message=a&${encodeURIComponent(text)}=a`,
        `/${text.replaceAll(/[?#\\]/g, "")}`,
      ]
    ) {
      const headers = { accept: "text/event-stream" };
      const ms = await costOfRequest(
        open,
        () => new Request(`http://localhost${path}`, { headers }),
      );
      assert(ms <= QUADRATIC_MS, `${ms} ms for ${path.slice(0, 20)}…`);
    }
  }
});

Deno.test("60 KB of the worst as a message to the demo take no quadratic time", async () => {
  const demo = createApp({ model: { provider: "demo", tokenDelayMs: 0 } });
  for (const runnable of ["model", "agent"]) {
    for (const text of [...texts, ...repeatedTexts.map((it) => `${it} 12 * (3 + 4)`)]) {
      const body = JSON.stringify({ user_message: text });
      const ms = await costOfRequest(
        demo,
        () => new Request(`http://localhost/${runnable}/stream`, { method: "POST", body }),
      );
      assert(ms <= QUADRATIC_MS, `${ms} ms for ${runnable} and ${text.slice(0, 12)}…`);
    }
  }
});
