import { assert, assertEquals } from "@std/assert";
import { createApp } from "../../../src/mod.ts";
import { KEEPS_SOCKETS } from "../serve.ts";

const demo = { provider: "demo", tokenDelayMs: 0 } as const;
const ORIGIN = "http://localhost:3000";

/** What agent-chat-ui sends, as its sources have it. */
Deno.test("agent-chat-ui's requests get what it reads", KEEPS_SOCKETS, async () => {
  const app = createApp({ model: demo, access: { allowedOrigins: [ORIGIN] }, onError() {} });
  const ask = async (method: string, path: string, body?: unknown) =>
    await app(
      new Request(`http://localhost${path}`, {
        method,
        headers: { origin: ORIGIN, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  const stream = async (body: unknown) => {
    const response = await ask("POST", `/threads/${thread_id}/runs/stream`, {
      assistant_id: "agent",
      stream_mode: ["values", "messages-tuple", "custom"],
      stream_subgraphs: true,
      stream_resumable: true,
      on_disconnect: "continue",
      ...body as object,
    });
    const run = /^\/threads\/[\w-]+\/runs\/[\w-]+$/;
    assert(run.test(response.headers.get("content-location") ?? ""));
    const exposed = response.headers.get("access-control-expose-headers") ?? "";
    assert(exposed.includes("content-location") && exposed.includes("x-pagination-total"));
    return (await response.text()).trim().split("\n\n").map((frame) => {
      const [, id, event, data = ""] = /^id: (\d+)\nevent: (.+)\ndata: (.+)$/.exec(frame) ?? [];
      return { id: Number(id), event, data: JSON.parse(data) };
    });
  };

  assertEquals((await ask("GET", "/info")).status, 200);
  const { thread_id } = await (await ask("POST", "/threads", {})).json();
  const parts = [{ type: "text", text: "1+1은?" }];
  const human = { id: "optimistic", type: "human", content: parts };
  const events = await stream({ input: { messages: [human] } });
  assertEquals(events.map(({ id }) => id), events.map((_, i) => i));
  assertEquals(events[0]?.event, "metadata");
  const values = events.findLast(({ event }) => event === "values")?.data;
  assertEquals(values.messages[0].id, "optimistic");
  assertEquals(values.messages.at(-1).content, "알아봤어! 2 😊");
  assertEquals(events.at(-1)?.data.type, "splits");

  const history = await (await ask("POST", `/threads/${thread_id}/history`, { limit: 10 })).json();
  assertEquals(history[0].values.messages.length, 4);
  const found = await ask("POST", "/threads/search", {
    metadata: { graph_id: "agent" },
    limit: 100,
  });
  assertEquals(found.headers.get("x-pagination-total"), "1");
  const [thread] = await found.json();
  assertEquals([thread.thread_id, thread.values.messages[0].content], [thread_id, "1+1은?"]);

  // Regenerate the answer: from the checkpoint before it, without an input.
  const before = history.find(({ next }: { next: string[] }) => next[0] === "model_request");
  const { thread_id: _, ...checkpoint } = before.checkpoint;
  const again = await stream({ checkpoint });
  const last = again.findLast(({ event }) => event === "values")?.data;
  assertEquals(last.messages.at(-1).content, "알아봤어! 2 😊");
  assertEquals(last.messages.length, 4);
});
