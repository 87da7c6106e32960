import { assert, assertEquals } from "@std/assert";
import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import type { StreamableRunnable } from "../../src/mod.ts";
import { DEFAULT_SETTINGS, type Question } from "../../src/page/answer/question.ts";
import {
  askForFrames,
  WIRE_FORMATS,
  type WireFormat,
} from "../../src/page/server/ask_for_frames.ts";
import { Server } from "../../src/page/server/server.ts";
import { KEEPS_SOCKETS, serve } from "../clients/serve.ts";
import { says } from "../support/models/saying_model.ts";

/** The server of a page that is at an origin. */
class ServerAt extends Server {
  readonly #origin: string;

  constructor(origin: string) {
    super(() => "");
    this.#origin = origin;
  }

  override at(path: string): URL {
    return new URL(path, this.#origin);
  }
}

/** A graph that converses, and what it was asked. */
function conversing() {
  const asked: unknown[][] = [];
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("say", async ({ messages }) => {
      asked.push(messages.map(({ content }) => content));
      return { messages: [await says("안", "녕").invoke(messages)] };
    })
    .addEdge(START, "say").compile();
  return { asked, runnables: { graph: graph as unknown as StreamableRunnable } };
}

for (const format of Object.keys(WIRE_FORMATS) as WireFormat[]) {
  Deno.test(`askForFrames() adds nothing to the thread, as ${format}`, KEEPS_SOCKETS, async () => {
    const { asked, runnables } = conversing();
    await using server = serve({ runnables });
    const send = async (path: string, init: RequestInit = {}) => {
      const headers = { "content-type": "application/json" };
      return await (await fetch(`${server.origin}${path}`, { headers, ...init })).json();
    };
    const inThread = (input: string) =>
      JSON.stringify({ input, config: { configurable: { thread_id: "t1" } } });
    for (const text of ["one", "two"]) {
      await send("/graph/invoke", { method: "POST", body: inThread(text) });
    }
    const before = await send("/threads/t1/state");

    const question: Question = {
      runnable: "graph",
      text: "two",
      history: [{ role: "user", content: "one" }, { role: "assistant", content: "안녕" }],
      settings: DEFAULT_SETTINGS,
      thread: { id: "t1", isNew: false },
    };
    let frames = "";
    await askForFrames(question, {
      format,
      server: new ServerAt(server.origin),
      onFrame: ({ text }) => frames += text,
    });
    assert(frames.includes("녕"), frames);
    assertEquals(asked.at(-1), ["one", "안녕", "two"]); // it was told what the thread knows
    assertEquals(asked.length, 3);
    assertEquals(await send("/threads/t1/state"), before);
    assertEquals(await send("/threads/count", { method: "POST", body: "{}" }), 1);
  });
}
