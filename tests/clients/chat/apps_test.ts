import { assert, assertEquals } from "@std/assert";
import { ServerSentEventParseStream } from "@std/http";
import { createApp } from "../../../src/mod.ts";
import { Upstream } from "../../support/models/upstream.ts";
import { type AppRequest, APPS } from "./app_requests.ts";
import { ANSWER } from "./tool_upstream.ts";

/** Asks as an application does. @returns the text that it gets, and what reached the model */
async function ask({ body, headers = {} }: AppRequest) {
  await using upstream = new Upstream(ANSWER);
  const app = createApp({
    model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl, maxRetries: 0 },
  });
  const response = await app(
    new Request("http://localhost/v1/chat/completions", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ model: "model", ...body }),
    }),
  );
  assertEquals(response.status, 200, response.ok ? "" : await response.text());
  const text = body.stream === true
    ? await streamedText(response)
    : (await response.json()).choices[0].message.content;
  return { text, request: upstream.requests[0] as unknown as Record<string, unknown> };
}

async function streamedText({ body }: Response): Promise<string> {
  assert(body !== null);
  const events = await Array.fromAsync(body.pipeThrough(new ServerSentEventParseStream()));
  assertEquals(events.pop()?.data, "[DONE]");
  return events.map(({ data = "" }) => JSON.parse(data).choices[0]?.delta.content ?? "").join("");
}

for (const [app, requests] of Object.entries(APPS)) {
  Deno.test(`${app} gets its answers`, async (t) => {
    for (const asked of requests) {
      await t.step(asked.does, async () => {
        const { text, request } = await ask(asked);
        assertEquals(text, "Sunny in both.");
        const messages = request.messages as unknown[];
        assertEquals(messages.slice(-asked.reaches.length), asked.reaches);
        for (const [field, value] of Object.entries(asked.fields ?? {})) {
          assertEquals(request[field], value, field);
        }
      });
    }
  });
}

Deno.test("Continue is told that there is no autocompletion, in OpenAI's shape", async () => {
  const response = await createApp()(
    new Request("http://localhost/v1/completions", {
      method: "POST",
      body: JSON.stringify({ model: "model", prompt: "a", suffix: "b", stop: [], stream: true }),
    }),
  );
  assertEquals(response.status, 404);
  assertEquals((await response.json()).error.type, "invalid_request_error");
});

Deno.test("Ollama's clients are told what they have met", async () => {
  const app = createApp();
  const ask = async (path: string, body?: unknown) => {
    const response = await app(
      new Request(`http://localhost${path}`, {
        ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      }),
    );
    return { status: response.status, ...await response.json() };
  };
  const messages = [{ role: "user", content: "hi" }];
  const chat = await ask("/api/chat", { model: "llama3", messages, stream: true });
  const tags = await ask("/api/tags");
  assertEquals([chat.status, tags.status], [400, 404]);
  for (const { error, detail } of [chat, tags]) {
    assert(error.includes("does not speak Ollama's protocol"), error);
    assert(error.includes("/v1"), error);
    assertEquals(detail, error);
  }
  // The AI SDK may send a model, too.
  const parts = [{ id: "1", role: "user", parts: [{ type: "text", text: "hi" }] }];
  for (const body of [{ id: "1", model: "a", messages: parts }, { model: "a", messages: parts }]) {
    const { status } = await app(
      new Request("http://localhost/api/chat", { method: "POST", body: JSON.stringify(body) }),
    ).then(async (response) => {
      await response.body?.cancel();
      return response;
    });
    assertEquals(status, 200);
  }
});
