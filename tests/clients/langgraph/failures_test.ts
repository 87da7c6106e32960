import { assert, assertEquals } from "@std/assert";
import { tool } from "@langchain/core/tools";
import { AIMessage } from "@langchain/core/messages";
import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { createApp, type StreamableRunnable } from "../../../src/mod.ts";
import { KEEPS_SOCKETS } from "../serve.ts";

/** An error of a model's client, as OpenAI's has what its server replied. */
class ReplyError extends Error {
  headers = { "set-cookie": "a-secret" };
  error = { message: "a-secret" };
}

const fail = () => {
  throw new ReplyError("a-secret");
};
const broken = () =>
  new StateGraph(MessagesAnnotation).addNode("model", fail).addEdge(START, "model").compile();
const call = { id: "1", name: "weather", args: {} };
const weather = tool(fail, { name: "weather", schema: { type: "object", properties: {} } });
const graphs = {
  broken: broken(),
  outer: new StateGraph(MessagesAnnotation)
    .addNode("inner", broken()).addEdge(START, "inner").compile(),
  tools: new StateGraph(MessagesAnnotation)
    .addNode("model", () => ({ messages: [new AIMessage({ content: "", tool_calls: [call] })] }))
    .addNode("tools", new ToolNode([weather], { handleToolErrors: false }))
    .addEdge(START, "model").addEdge("model", "tools").compile(),
} as unknown as Record<string, StreamableRunnable>;

const MODES = ["values", "updates", "messages", "debug", "tasks", "checkpoints", "events", "tools"];

for (const name of Object.keys(graphs)) {
  Deno.test(
    `LangGraph's clients do not read the words of an error: ${name}`,
    KEEPS_SOCKETS,
    async () => {
      const app = createApp({ runnables: graphs, onError() {} });
      const ask = async (path: string, body?: object) => {
        const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
        return await (await app(new Request(`http://localhost${path}`, init))).text();
      };
      const { thread_id } = JSON.parse(await ask("/threads", {}));
      const run = { assistant_id: name, input: { messages: "hi" } };
      for (const stream_mode of [...MODES, MODES]) {
        for (const stream_subgraphs of [true, false]) {
          const body = { ...run, stream_mode, stream_subgraphs };
          const events = await ask(`/threads/${thread_id}/runs/stream`, body);
          assert(events.includes("event: error"), events);
          assert(!events.includes("a-secret"), `${stream_mode} ${events}`);
        }
      }
      const state = await ask(`/threads/${thread_id}/state?subgraphs=true`);
      const errors = JSON.parse(state).tasks.map(({ error }: { error: unknown }) => error);
      assertEquals(errors, ["The task failed."]);
      for (const path of [`/threads/${thread_id}/history`, "/threads/search"]) {
        assert(!(await ask(path, {})).includes("a-secret"), path);
      }
    },
  );
}
