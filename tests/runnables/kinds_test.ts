import { assert, assertEquals } from "@std/assert";
import type { Runnable } from "@langchain/core/runnables";
import { type AppHandler, createApp, Run, type RunOptions } from "../../src/mod.ts";
import type { RunSeams } from "../../src/run/run.ts";
import { stream, type StreamInput } from "../../src/client/stream.ts";
import type { StreamableRunnable } from "../../src/mod.ts";
import { NDJSON, post, SSE } from "../support/client.ts";
import { type Kind, KINDS } from "./kinds.ts";

/** Serves a kind. Its conversation is its input, so that OpenAI's clients can ask it, too. */
const serve = ({ make, input, config }: Kind): AppHandler =>
  createApp({
    runnables: {
      it: {
        runnable: make() as StreamableRunnable,
        fromMessages: () => structuredClone(input),
        configure: () => config ?? {},
      },
    },
  });
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));
const isText = (output: unknown) => typeof output === "string";
/** OpenAI's clients get values as JSON. */
const valueOf = (content: string, output: unknown) =>
  isText(output) ? content : JSON.parse(content);
/** Values of a map come in no order among its keys. */
const inOrder = (chunks: unknown[]) =>
  chunks.every(isText) ? chunks.join("") : chunks.map((it) => JSON.stringify(it)).toSorted();

for (const [name, kind] of Object.entries(KINDS)) {
  const { make, input, output, config = {}, streamsOtherwise } = kind;

  Deno.test(`${name} gives what LangChain's invoke returns, on every route`, async () => {
    const runnable = make() as Runnable;
    // Documents and messages are told as plain objects.
    assertEquals(asJson(await runnable.invoke(structuredClone(input), config)), output);

    const invoked = await (await serve(kind)(post("/it/invoke", { input, config }))).json();
    assertEquals(invoked.output, output);
    assertEquals(invoked.metadata.output, output);
    const batch = await serve(kind)(post("/it/batch", { inputs: [input, input], config }));
    assertEquals((await batch.json()).output, [output, output]);

    const messages = [{ role: "user", content: "?" }];
    const completion = await serve(kind)(post("/v1/chat/completions", { model: "it", messages }));
    assertEquals(valueOf((await completion.json()).choices[0].message.content, output), output);
    const responses = await (await serve(kind)(post("/v1/responses", { model: "it", input: "?" })))
      .json();
    assertEquals(valueOf(responses.output.at(-1).content[0].text, output), output);
  });

  if (streamsOtherwise === undefined) {
    Deno.test(`${name} streams what LangChain streams, on every route`, async () => {
      const { signal } = new AbortController(); // LangChain reads branches in another order with one
      const runnable = make() as Runnable;
      const chunks = await runnable.stream(structuredClone(input), { ...config, signal });
      const all = asJson(await Array.fromAsync(chunks)).filter((it: unknown) => it !== "");
      const expected = inOrder(all);

      const lines = (await (await serve(kind)(post("/it/stream", { input, config }, {
        accept: NDJSON,
      }))).text()).trim().split("\n").map((line) => JSON.parse(line));
      const data = lines.filter(({ event }) => event === "data").map((event) => event.data);
      assertEquals(inOrder(data), expected);
      const records = lines.filter(({ event }) => event === "metadata");
      assertEquals(records.at(-1)?.data.output, output);

      const sse = await serve(kind)(post("/it/stream", { input, config }, { accept: SSE }));
      const events = [...(await sse.text()).matchAll(/^event: data\ndata: (.*)$/gm)];
      assertEquals(inOrder(events.map(([, json = ""]) => JSON.parse(json))), expected);

      const app = serve(kind);
      const fetch = async (url: string | URL, init: RequestInit) =>
        await app(new Request(url, init));
      const seen: unknown[] = [];
      for await (
        const event of stream("http://localhost/it/stream", input as StreamInput, { fetch })
      ) {
        if (event.type === "text") seen.push(event.text);
        if (event.type === "value") seen.push(event.value);
        if (event.type === "end") assertEquals(event.record.output, output);
      }
      assertEquals(inOrder(seen), expected);
    });
  }

  Deno.test(`${name} streams through OpenAI's face`, async () => {
    const body = { model: "it", stream: true, messages: [{ role: "user", content: "?" }] };
    const text = await (await serve(kind)(post("/v1/chat/completions", body))).text();
    assert(text.endsWith("data: [DONE]\n\n"), text);
    const frames = text.split("\n\n").filter((it) => it.startsWith("data: {"))
      .map((it) => JSON.parse(it.slice(6)));
    const content = frames.map(({ choices: [choice] }) => choice.delta.content ?? "").join("");
    if (streamsOtherwise === undefined) {
      assertEquals(valueOf(content, output), output);
    }
    assertEquals(frames.at(-1)?.choices[0].finish_reason, "stop");
  });

  Deno.test(`${name} gives the same events when it is not read from its model`, async () => {
    const eventsOf = async (isDirect: boolean, isWhole: boolean) => {
      const options: RunOptions & RunSeams = {
        input: structuredClone(input),
        config,
        isDirect,
        isWhole,
      };
      const events: unknown[] = [];
      for await (const event of new Run(make() as StreamableRunnable, options)) {
        if (event.type === "start" || event.type === "step") continue; // they have ids of the run
        if (event.type !== "end") events.push(event);
        else events.push({ ...event.record, timing: null, speakers: null });
      }
      return events;
    };
    for (const isWhole of [false, true]) {
      assertEquals(await eventsOf(true, isWhole), await eventsOf(false, isWhole));
    }
  });
}
