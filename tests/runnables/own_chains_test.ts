import { assert, assertEquals } from "@std/assert";
import { AIMessageChunk } from "@langchain/core/messages";
import {
  CommaSeparatedListOutputParser,
  JsonOutputParser,
  StringOutputParser,
} from "@langchain/core/output_parsers";
import { ChatPromptTemplate, MessagesPlaceholder } from "@langchain/core/prompts";
import {
  Runnable,
  RunnableLambda,
  RunnableMap,
  RunnablePassthrough,
} from "@langchain/core/runnables";
import { stream, type StreamInput } from "../../src/client/stream.ts";
import { createApp, Run, type RunOptions, type StreamableRunnable } from "../../src/mod.ts";
import type { RunSeams } from "../../src/run/run.ts";
import { says } from "../support/models/saying_model.ts";

const string = new StringOutputParser();
const chainOf = (template: string, ...chunks: string[]) =>
  ChatPromptTemplate.fromTemplate(template).pipe(says(...chunks)).pipe(string);

interface Case {
  chain: unknown;
  input: unknown;
  /** The chunks that LangChain streams, without the empty ones. */
  data: unknown[];
  /** What LangChain's `invoke` returns. */
  output: unknown;
}

const CASES: Record<string, Case> = {
  joke: {
    chain: chainOf("Tell a joke about {topic}", "Why ", "", "did the cat"),
    input: { topic: "cats" },
    data: ["Why ", "did the cat"],
    output: "Why did the cat",
  },
  two: {
    chain: chainOf("Translate {text} into {language}", "Bon", "jour"),
    input: { text: "hello", language: "French" },
    data: ["Bon", "jour"],
    output: "Bonjour",
  },
  json: {
    chain: ChatPromptTemplate.fromTemplate("{user_message}")
      .pipe(says('{"na', 'me": "A', 'nn", "age"', ": 3}")).pipe(new JsonOutputParser()),
    input: { user_message: "x" },
    data: [{}, { name: "A" }, { name: "Ann" }, { name: "Ann", age: 3 }],
    output: { name: "Ann", age: 3 },
  },
  list: {
    chain: ChatPromptTemplate.fromTemplate("{user_message}")
      .pipe(says("a,", "b,", "c")).pipe(new CommaSeparatedListOutputParser()),
    input: { user_message: "x" },
    data: [["a"], ["b"], ["c"]],
    output: ["a", "b", "c"],
  },
  map: {
    chain: RunnableMap.from({
      joke: chainOf("Joke about {topic}", "j1", "j2"),
      poem: chainOf("Poem about {topic}", "p1", "p2"),
    }),
    input: { topic: "cats" },
    data: [{ joke: "j1" }, { poem: "p1" }, { joke: "j2" }, { poem: "p2" }],
    output: { joke: "j1j2", poem: "p1p2" },
  },
  rag: {
    chain: RunnablePassthrough.assign({ context: () => ["doc1", "doc2"] })
      .pipe(RunnablePassthrough.assign({ answer: chainOf("{context} {question}", "An", "swer") })),
    input: { question: "why?" },
    data: [
      { question: "why?" },
      { context: ["doc1", "doc2"] },
      { answer: "An" },
      { answer: "swer" },
    ],
    output: { question: "why?", context: ["doc1", "doc2"], answer: "Answer" },
  },
  placeholder: {
    chain: ChatPromptTemplate.fromMessages([
      ["system", "system"],
      new MessagesPlaceholder("chat_history"),
      ["human", "{question}"],
    ]).pipe((value) => value.messages.map(({ type, text }) => `${type} ${text}`).join(", ")),
    input: {
      question: "q",
      chat_history: [{ role: "user", content: "hi" }, { role: "assistant", content: "hello" }],
    },
    data: ["system system, human hi, ai hello, human q"],
    output: "system system, human hi, ai hello, human q",
  },
};

/** Branches of a map run at once, so only the order within each is given. */
const byKey = (a: unknown, b: unknown) => {
  const [keyA = "", keyB = ""] = name(a) === name(b) ? [] : [name(a), name(b)];
  return keyA < keyB ? -1 : keyA > keyB ? 1 : 0;
};
const name = (value: unknown) =>
  value instanceof Object && !Array.isArray(value) && Object.keys(value).length === 1
    ? Object.keys(value)[0]
    : "";

const serve = (name: string, chain: unknown) =>
  createApp({ runnables: { [name]: chain as StreamableRunnable } });
const ask = (path: string, body: unknown, accept = "application/x-ndjson") =>
  new Request(`http://localhost${path}`, {
    method: "POST",
    headers: { accept },
    body: JSON.stringify(body),
  });
const eventsOf = async (response: Response) =>
  (await response.text()).trim().split("\n").map((line) => JSON.parse(line));
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));

for (const [name, { chain, input, data, output }] of Object.entries(CASES)) {
  Deno.test(`${name} comes through as LangChain streams and invokes it`, async () => {
    assert(chain instanceof Runnable);
    const app = serve(name, chain);
    const { signal } = new AbortController(); // LangChain reads branches in another order with one
    const streamed = await Array.fromAsync(await chain.stream(structuredClone(input), { signal }));
    const response = await app(ask(`/${name}/stream`, { input }));
    assertEquals(response.status, 200);
    const events = await eventsOf(response);
    const chunks = events.filter(({ event }) => event === "data").map(({ data }) => data);
    assertEquals(chunks.toSorted(byKey), data.toSorted(byKey));
    assertEquals(chunks, asJson(streamed.filter((chunk) => chunk !== "")));
    const [record] = events.filter(({ event }) => event === "metadata").slice(-1);
    assertEquals(record.data.output, output);

    const invoked = await (await app(ask(`/${name}/invoke`, { input }))).json();
    assertEquals(invoked.output, output);
    assertEquals(invoked.output, asJson(await chain.invoke(structuredClone(input))));
    const batch = await (await app(ask(`/${name}/batch`, { inputs: [input, input] }))).json();
    assertEquals(batch.output, [output, output]);
  });
}

for (const [name, { chain, input, data, output }] of Object.entries(CASES)) {
  Deno.test(`${name} comes through each face`, async () => {
    const app = serve(name, chain);
    const sse = await (await app(ask(`/${name}/stream`, { input }, "text/event-stream"))).text();
    const chunks = [...sse.matchAll(/^event: data\ndata: (.*)$/gm)].map(([, json = ""]) =>
      JSON.parse(json)
    );
    assertEquals(chunks.toSorted(byKey), data.toSorted(byKey));

    const seen: unknown[] = [];
    const fetch = async (url: string | URL, init: RequestInit) => await app(new Request(url, init));
    for await (
      const event of stream(`http://localhost/${name}/stream`, input as StreamInput, { fetch })
    ) {
      if (event.type === "text") seen.push(event.text);
      if (event.type === "value") seen.push(event.value);
      if (event.type === "end") assertEquals(event.record.output, output);
    }
    assertEquals(seen.toSorted(byKey), data.toSorted(byKey));

    const isText = typeof output === "string";
    const plain = await app(ask(`/${name}/stream`, { input }, "text/plain"));
    assertEquals(plain.status, isText ? 200 : 406);
    if (isText) assertEquals(await plain.text(), output);
    else await plain.body?.cancel();
  });

  Deno.test(`${name} gives the same events when it is not read from its model`, async () => {
    const eventsOf = async (isDirect: boolean) => {
      const options: RunOptions & RunSeams = { input: structuredClone(input), isDirect };
      const events: unknown[] = [];
      for await (const event of new Run(chain as StreamableRunnable, options)) {
        if (event.type === "start") continue; // it has the id of the run
        if (event.type !== "end") events.push(event);
        else events.push({ ...event.record, timing: null });
      }
      return events;
    };
    assertEquals(await eventsOf(true), await eventsOf(false));
  });
}

for (const name of ["joke", "json", "two"]) {
  Deno.test(`${name} comes through OpenAI's face`, async () => {
    const { output = "" } = CASES[name] ?? {};
    const chains = {
      joke: chainOf("{topic}", "Why ", "did"),
      json: CASES.json?.chain,
      two: CASES.two?.chain,
    };
    const app = serve(name, chains[name as keyof typeof chains]);
    const messages = [{ role: "user", content: "cats" }];
    for (const isStreamed of [false, true]) {
      const body = { model: name, messages, stream: isStreamed };
      const response = await app(ask("/v1/chat/completions", body));
      assertEquals(response.status, name === "two" ? 400 : 200);
      const text = await response.text();
      if (name === "two") { // two variables cannot be one message
        assert(JSON.parse(text).error.message.includes('"language"'), text);
        continue;
      }
      const frames = isStreamed
        ? text.split("\n\n").filter((it) => it.startsWith("data: {")).map((it) =>
          JSON.parse(it.slice(6))
        )
        : [JSON.parse(text)];
      const content = frames.map(({ choices: [choice] }) =>
        (choice.delta ?? choice.message).content ?? ""
      ).join("");
      assertEquals(content, name === "json" ? JSON.stringify(output) : "Why did");
    }
  });
}

Deno.test("joke keeps all splits of its model", async () => {
  const app = serve("joke", CASES.joke?.chain);
  const { metadata } = await (await app(ask("/joke/invoke", { input: { topic: "cats" } }))).json();
  assertEquals(metadata.splits, ["Why ", "", "did the cat"]);
});

Deno.test("reasoner tells its reasoning before its answer", async () => {
  const thinks = (text: string) =>
    new AIMessageChunk({ content: "", additional_kwargs: { reasoning_content: text } });
  const app = serve("reasoner", says(thinks("Let me "), thinks("think"), "Ans", "wer"));
  const events = await eventsOf(await app(ask("/reasoner/stream", { input: "x" })));
  const told = events.filter(({ event }) => event === "data" || event === "reasoning");
  assertEquals(told.map(({ data }) => data), [
    { text: "Let me " },
    { text: "think" },
    "Ans",
    "wer",
  ]);
  const { data: { output, splits, reasoning, timing } } = events.at(-2);
  assert(timing.first_reasoning_ms <= timing.first_token_ms, JSON.stringify(timing));
  assertEquals([output, splits, reasoning.text], ["Answer", ["Ans", "wer"], "Let me think"]);
});

Deno.test("caller tells its tool call as it grows, and whole at the end", async () => {
  const call = (args: string, first: object = {}) =>
    new AIMessageChunk({ content: "", tool_call_chunks: [{ index: 0, args, ...first }] });
  const chunks = [call('{"city":', { id: "call_1", name: "get_weather" }), call('"Seoul"}')];
  const app = serve("caller", says(...chunks));
  const events = await eventsOf(await app(ask("/caller/stream", { input: "x" })));
  const calls = events.filter(({ event }) => event === "tool_call").map(({ data }) => data);
  assertEquals(calls, [
    { index: 0, id: "call_1", name: "get_weather", args: '{"city":' },
    { index: 0, args: '"Seoul"}' },
  ]);
  const { data: record } = events.at(-2);
  const whole = { id: "call_1", name: "get_weather", args: { city: "Seoul" } };
  assertEquals([record.tool_calls, record.end_reason], [[whole], "tool_calls"]);
});

Deno.test("config reaches the runnable as it was sent", async () => {
  const chain = RunnableLambda.from((input: unknown, { configurable, tags, metadata }) => ({
    input,
    configurable,
    tags,
    metadata,
  }));
  const config = { configurable: { user: "alice" }, tags: ["a"], metadata: { b: 1 } };
  const reply = await serve("config", chain)(ask("/config/invoke", { input: { a: 1 }, config }));
  const { output } = await reply.json();
  assertEquals(output.input, { a: 1 });
  assertEquals(output.configurable, { user: "alice" });
  assertEquals(output.tags, ["a"]);
  assertEquals(output.metadata.b, 1);
});

Deno.test("a missing variable is told, with all there are, before a model runs", async () => {
  const app = serve("two", CASES.two?.chain);
  for (
    const [input, pointer] of [
      [{}, "#/input/text"],
      [{ text: "a" }, "#/input/language"],
      ["hello", "#/input"],
    ]
  ) {
    const response = await app(ask("/two/invoke", { input }));
    const { errors, detail } = await response.json();
    assertEquals(response.status, 422);
    assertEquals(errors[0].pointer, pointer);
    assert(detail.includes('"text"') && detail.includes('"language"'), detail);
  }
});

Deno.test("a text is the one variable of a prompt, also through OpenAI's face", async () => {
  const chain = ChatPromptTemplate.fromTemplate("Joke about {topic}").pipe((value) =>
    value.toString()
  );
  const app = serve("joke", chain);
  const { output } = await (await app(ask("/joke/invoke", { input: "cats" }))).json();
  assertEquals(output, "Human: Joke about cats");
  const messages = [{ role: "user", content: "dogs" }];
  const completion = await app(ask("/v1/chat/completions", { model: "joke", messages }));
  const { choices } = await completion.json();
  assertEquals(choices[0].message.content, "Human: Joke about dogs");
});
