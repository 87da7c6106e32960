import { assert, assertEquals } from "@std/assert";
import { ReducedValue, START, StateGraph, StateSchema } from "@langchain/langgraph";
import { getRuntimeGraphSchema } from "npm:@langchain/langgraph-api@1.5.1/schema";
import { Client } from "npm:@langchain/langgraph-sdk@1.15.0";
import { createAgent, fakeModel } from "npm:langchain@^1.5.0";
import { z } from "npm:zod@^4.1.0";
import type { AppOptions } from "../../../src/mod.ts";
import { says } from "../../support/models/saying_model.ts";
import { KEEPS_SOCKETS, serve } from "../serve.ts";
import { chat } from "./graphs.ts";

const joker = () =>
  new StateGraph({
    state: z.object({ topic: z.string(), tries: z.number().default(1), joke: z.string() }),
    input: z.object({ topic: z.string() }),
    output: z.object({ joke: z.string() }),
    context: z.object({ user: z.string() }),
  }).addNode("tell", ({ topic }) => ({ joke: topic })).addEdge(START, "tell").compile();

/** A graph whose nodes write words, of which its state has the number. */
const counter = () => {
  const words = new ReducedValue(z.number(), {
    inputSchema: z.string(),
    reducer: (count, text) => count + text.length,
  });
  return new StateGraph({
    state: new StateSchema({ words }),
    context: z.object({ user: z.string() }),
  })
    .addNode("a", () => ({})).addEdge(START, "a").compile();
};

/** A state that JSON Schema cannot express. */
const dated = () =>
  new StateGraph({
    state: z.object({ size: z.number(), since: z.date() }),
    output: z.object({ size: z.number() }),
  }).addNode("a", () => ({})).addEdge(START, "a").compile();

const clientOf = (apiUrl: string) =>
  new Client({ apiUrl, apiKey: null, callerOptions: { maxRetries: 0 } });

/** The schemas of LangGraph's own server, in the names of its replies. */
async function judged(graph: unknown): Promise<object> {
  const schemas = await getRuntimeGraphSchema(graph as never);
  assert(schemas !== undefined);
  const { input, output, state } = schemas;
  const named = { input_schema: input, output_schema: output, state_schema: state };
  return JSON.parse(JSON.stringify(named));
}

Deno.test("LangGraph's Client reads the schemas of a graph", KEEPS_SOCKETS, async () => {
  const agent = createAgent({
    model: fakeModel() as never,
    tools: [],
    contextSchema: z.object({ user: z.string() }),
  });
  const others = { dated: dated(), chat: chat(), model: says("a") };
  const graphs = { joker: joker(), counter: counter(), agent: agent.graph };
  const runnables = { ...others, ...graphs, agent };
  await using server = serve({
    runnables: runnables as unknown as NonNullable<AppOptions["runnables"]>,
  });
  const { assistants } = clientOf(server.origin);
  const user = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: { user: { type: "string" } },
    required: ["user"],
    additionalProperties: false,
  };
  for (const [name, graph] of Object.entries(graphs)) {
    const { graph_id, config_schema, context_schema, ...rest } = await assistants.getSchemas(
      name,
    ) as unknown as Record<string, unknown>;
    assertEquals([graph_id, config_schema, context_schema], [name, user, user]);
    assertEquals(rest as object, await judged(graph));
  }
  const odd = await assistants.getSchemas("dated");
  assertEquals([odd.state_schema, odd.output_schema?.required], [null, ["size"]]);
  for (const name of ["chat", "model"]) {
    const { input_schema, output_schema, state_schema } = await assistants.getSchemas(name);
    assertEquals([typeof input_schema, output_schema, state_schema], ["object", null, null]);
  }
});

Deno.test(
  "LangGraph's Client reads the schema that an input was given",
  KEEPS_SOCKETS,
  async () => {
    const runnable = joker();
    const input = z.object({ topic: z.enum(["cats"]) });
    await using server = serve({
      runnables: { joker: { runnable, input } } as unknown as NonNullable<AppOptions["runnables"]>,
    });
    const { input_schema, output_schema } = await clientOf(server.origin).assistants.getSchemas(
      "joker",
    );
    const { topic } = input_schema?.properties as { topic: { enum: string[] } };
    assertEquals(topic.enum, ["cats"]);
    assertEquals(output_schema?.required, ["joke"]);
  },
);
