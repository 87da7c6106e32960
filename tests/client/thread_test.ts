import { assertEquals } from "@std/assert";
import {
  type AnswerEvent,
  stream,
  type StreamInput,
  type StreamOptions,
} from "../../src/client/stream.ts";
import type { StreamableRunnable } from "../../src/mod.ts";
import { asks } from "../clients/langgraph/graphs.ts";
import { FakeRunnable } from "../support/models/runnables.ts";
import { testApp } from "../support/test_app.ts";

Deno.test("stream() has a conversation in a thread", async () => {
  const chain = new FakeRunnable(() => ["ok"]);
  const app = testApp({ runnables: { chain } });
  for (const input of ["one", "two"]) {
    await Array.fromAsync(stream("http://localhost/chain/stream", input, {
      threadId: "t1",
      fetch: async (url, init) => await app(new Request(url, init)),
    }));
  }
  const said = JSON.stringify(chain.inputs.at(-1));
  assertEquals(["one", "ok", "two"].map((text) => said.includes(`"${text}"`)), [true, true, true]);
});

Deno.test("stream() answers the interrupt of a thread", async () => {
  const app = testApp({ runnables: { asks: asks() as unknown as StreamableRunnable } });
  const ask = async (input: StreamInput, options: StreamOptions = {}): Promise<AnswerEvent[]> =>
    await Array.fromAsync(stream("http://localhost/asks/stream", input, {
      threadId: "t1",
      fetch: async (url, init) => await app(new Request(url, init)),
      ...options,
    }));
  const first = await ask({ topic: "x" });
  const asked = first.find(({ type }) => type === "interrupt");
  assertEquals(asked?.type === "interrupt" && asked.interrupts[0]?.value, {
    question: "About what?",
  });
  const end = (await ask(null, { command: { resume: "cats" } })).at(-1);
  assertEquals(end?.type === "end" && end.record.output, { topic: "cats", joke: "about cats" });
});
