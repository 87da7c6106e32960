import { assertEquals } from "@std/assert";
import { createApp } from "../../../src/mod.ts";
import { DIALECTS } from "../../support/client.ts";
import { FakeRunnable } from "../../support/models/runnables.ts";

const app = createApp({ runnables: { chain: new FakeRunnable(() => ["a"]) }, onError() {} });
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  new Request(`http://localhost${path}`, { method: "POST", body: JSON.stringify(body), headers });
const ask = { user_message: "?" };
const messages = [{ role: "user", content: "?" }];

const answers: Readonly<Record<string, [request: Request, status: number]>> = {
  ...Object.fromEntries(
    DIALECTS.map((accept) => [
      `a stream as ${accept}`,
      [post("/chain/stream", ask, { accept }), 200],
    ]),
  ),
  "a stream by GET": [
    new Request("http://localhost/chain/stream?user_message=a", {
      headers: { accept: "text/event-stream" },
    }),
    200,
  ],
  "a reply to an EventSource that returns": [
    post("/chain/stream", ask, { "last-event-id": "1" }),
    204,
  ],
  "an invoke": [post("/chain/invoke", ask), 200],
  "a batch": [post("/chain/batch", { inputs: ["?", "?"] }), 200],
  "a completion": [post("/v1/chat/completions", { model: "chain", messages }), 200],
  "a streamed completion": [
    post("/v1/chat/completions", { model: "chain", messages, stream: true }),
    200,
  ],
  "a response": [post("/v1/responses", { model: "chain", input: "?" }), 200],
  "a streamed response": [post("/v1/responses", { model: "chain", input: "?", stream: true }), 200],
  "a response that was not stored": [new Request("http://localhost/v1/responses/resp_1"), 404],
  "a chat as text": [post("/api/chat", { messages }, { accept: "text/plain" }), 200],
  "a run of AG-UI": [post("/ag-ui/chain", { threadId: "t", runId: "r", messages }), 200],
  "a chat": [post("/api/chat", { messages }), 200],
  "a refusal": [post("/chain/invoke", {}), 422],
  "a refusal to OpenAI's clients": [post("/v1/chat/completions", {}), 400],
};

for (const [name, [request, status]] of Object.entries(answers)) {
  Deno.test(`${name} is not stored, cached or transformed`, async () => {
    const response = await app(request);
    assertEquals(response.status, status);
    assertEquals(response.headers.get("cache-control"), "no-store, no-cache, no-transform");
    await response.body?.cancel();
  });
}
