/** The same model behind each server, in the fewest lines that its documentation has. */
import { toUIMessageStream } from "npm:@ai-sdk/langchain@3.0.99";
import { createUIMessageStreamResponse } from "npm:ai@7.0.173";
import { Hono } from "npm:hono@4.13.19";
import { streamSSE } from "npm:hono@4.13.19/streaming";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { createApp } from "../../src/mod.ts";
import { judge } from "../clients/langgraph/judge.ts";

/** A server, and how it is asked. */
export interface Compared {
  fetch: (request: Request) => Response | Promise<Response>;
  path: string;
  body: unknown;
}

const messages = [{ role: "user", content: "Hi" }];

function splitstream(model: BaseChatModel): Compared {
  const runnables = { chain: { runnable: model, endMarkers: ["END"] } };
  const fetch = createApp({ runnables, onError() {} });
  return { fetch, path: "/chain/stream", body: { messages } };
}

/** @see {@link https://hono.dev/docs/helpers/streaming#streamsse | Hono's streamSSE} */
function hono(model: BaseChatModel): Compared {
  const app = new Hono();
  app.post("/", async (c) => {
    const { messages } = await c.req.json();
    return streamSSE(c, async (stream) => {
      for await (const chunk of await model.stream(messages)) {
        await stream.writeSSE({ data: JSON.stringify(chunk.text) });
      }
    });
  });
  return { fetch: (request) => app.fetch(request), path: "/", body: { messages } };
}

/** @see {@link https://ai-sdk.dev/providers/adapters/langchain | The AI SDK's adapter} */
function aiSdk(model: BaseChatModel): Compared {
  const app = new Hono();
  app.post("/", async (c) => {
    const { messages } = await c.req.json();
    const stream = toUIMessageStream(await model.stream(messages));
    return createUIMessageStreamResponse({ stream });
  });
  return { fetch: (request) => app.fetch(request), path: "/", body: { messages } };
}

/** LangGraph's own server; of its packages, the one that can be put into a process. */
function langgraph(model: BaseChatModel): Compared {
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("model", async ({ messages }, config) => ({
      messages: [await model.invoke(messages, config)],
    }))
    .addEdge(START, "model")
    .compile();
  const body = { assistant_id: "graph", input: { messages }, stream_mode: ["messages-tuple"] };
  return { fetch: judge({ graph }), path: "/runs/stream", body };
}

/** Each server. */
export const SERVERS = { splitstream, hono, aiSdk, langgraph };
