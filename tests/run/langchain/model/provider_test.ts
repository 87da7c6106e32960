import { assertEquals } from "@std/assert";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableLambda } from "@langchain/core/runnables";
import { ChatOpenAI } from "@langchain/openai";
import { ChatAnthropic } from "npm:@langchain/anthropic@1.5.11";
import { ChatGroq } from "npm:@langchain/groq@1.3.1";
import { ChatOllama } from "npm:@langchain/ollama@1.3.0";
import { createApp, type StreamableRunnable } from "../../../../src/mod.ts";
import { NDJSON, post, see } from "../../../support/client.ts";
import { Upstream } from "../../../support/models/upstream.ts";

/** The wire text of an answer that a provider's server streams. */
interface Protocol {
  model: (origin: string) => StreamableRunnable;
  /** The frames before the text. */
  opening: string;
  piece: (text: string) => string;
  /** The frames after the text, for each reason to stop. */
  ending: (reason: "stop" | "length" | "failure") => string;
  /** The provider's own names for these reasons. */
  reasons: Record<"stop" | "length", string>;
}

const sse = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;
const named = (type: string, data: object) => `event: ${type}\n${sse({ type, ...data })}`;
const chunk = (delta: object, finish_reason: string | null = null) =>
  sse({
    id: "c",
    object: "chat.completion.chunk",
    created: 1,
    model: "m",
    choices: [{ index: 0, delta, finish_reason }],
  });
const response = (status: string, more = {}) => ({
  response: { id: "r", object: "response", created_at: 1, status, model: "m", output: [], ...more },
});
const line = (content: string, more = {}) =>
  `${
    JSON.stringify({ model: "m", message: { role: "assistant", content }, done: false, ...more })
  }\n`;

const completions = {
  opening: chunk({ role: "assistant", content: "" }),
  piece: (content: string) => chunk({ content }),
  ending: (reason: string) =>
    chunk({}, reason === "failure" ? "network_error" : reason) + "data: [DONE]\n\n",
  reasons: { stop: "stop", length: "length" },
};
const options = { model: "m", apiKey: "k", maxRetries: 0 };

const protocols: Record<string, Protocol> = {
  "OpenAI's completions": {
    ...completions,
    model: (origin) => new ChatOpenAI({ ...options, configuration: { baseURL: `${origin}/v1` } }),
  },
  "OpenAI's responses": {
    model: (origin) =>
      new ChatOpenAI({
        ...options,
        useResponsesApi: true,
        configuration: { baseURL: `${origin}/v1` },
      }),
    opening: named("response.created", response("in_progress")),
    piece: (delta) =>
      named("response.output_text.delta", {
        item_id: "i",
        output_index: 0,
        content_index: 0,
        delta,
      }),
    ending: (reason) =>
      reason === "stop"
        ? named("response.completed", response("completed"))
        : reason === "length"
        ? named(
          "response.incomplete",
          response("incomplete", { incomplete_details: { reason: "max_output_tokens" } }),
        )
        : named(
          "response.failed",
          response("failed", { error: { code: "server_error", message: "no" } }),
        ),
    reasons: { stop: "completed", length: "max_output_tokens" },
  },
  "Groq's": { ...completions, model: (baseUrl) => new ChatGroq({ ...options, baseUrl }) },
  "Anthropic's": {
    model: (anthropicApiUrl) => new ChatAnthropic({ ...options, anthropicApiUrl }),
    opening: named("message_start", {
      message: {
        id: "x",
        type: "message",
        role: "assistant",
        model: "m",
        content: [],
        usage: { input_tokens: 1, output_tokens: 1 },
      },
    }) + named("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
    piece: (text) =>
      named("content_block_delta", { index: 0, delta: { type: "text_delta", text } }),
    ending: (reason) =>
      reason === "failure"
        ? named("error", { error: { type: "overloaded_error", message: "no" } })
        : named("content_block_stop", { index: 0 }) +
          named("message_delta", {
            delta: { stop_reason: reason === "stop" ? "end_turn" : "max_tokens" },
            usage: { output_tokens: 3 },
          }) + named("message_stop", {}),
    reasons: { stop: "end_turn", length: "max_tokens" },
  },
  "Ollama's": {
    model: (baseUrl) => new ChatOllama({ model: "m", maxRetries: 0, baseUrl }),
    opening: "",
    piece: (text) => line(text),
    ending: (reason) =>
      line("", { done: true, done_reason: reason === "failure" ? "error" : reason, eval_count: 2 }),
    reasons: { stop: "stop", length: "length" },
  },
};

/** The runnables that use a model: the model itself, a chain read directly, and one read by callbacks. */
const shapes: Record<string, (model: StreamableRunnable) => StreamableRunnable> = {
  "a model": (model) => model,
  "a chain": (model) =>
    ChatPromptTemplate.fromTemplate("{user_message}").pipe(model as never).pipe(
      new StringOutputParser(),
    ),
  "a chain with a step behind": (model) =>
    ChatPromptTemplate.fromTemplate("{user_message}").pipe(model as never).pipe(
      new StringOutputParser(),
    )
      .pipe(RunnableLambda.from(async function* (parts: AsyncIterable<string>) {
        yield* parts;
      } as never)),
};

async function answer({ model }: Protocol, shape: keyof typeof shapes, wire: string) {
  const type = wire.startsWith("{") ? "application/x-ndjson" : "text/event-stream";
  await using upstream = new Upstream(() =>
    new Response(wire, { headers: { "content-type": type } })
  );
  const served = shapes[shape]?.(model(upstream.baseUrl.replace("/v1", "")));
  const app = createApp({ runnables: { served: served as StreamableRunnable }, onError() {} });
  const reply = await app(post("/served/stream", { user_message: "?" }, { accept: NDJSON }));
  const seen = await see(reply);
  return { ...seen, status: seen.failure?.status_code ?? reply.status };
}

for (const [provider, protocol] of Object.entries(protocols)) {
  // Ollama's client leaves the end of a reply unread.
  const sanitizeResources = provider !== "Ollama's";
  const { opening, piece, ending, reasons } = protocol;
  const text = piece("a") + piece("") + piece("b");
  for (const shape of Object.keys(shapes)) {
    Deno.test(
      `${shape} of ${provider} protocol ends with its server's finish reason`,
      { sanitizeResources },
      async () => {
        for (const reason of ["stop", "length"] as const) {
          const { record } = await answer(protocol, shape, opening + text + ending(reason));
          assertEquals(record?.output, "ab");
          assertEquals(record?.end_reason, reason);
          assertEquals(record?.finish_reason, reasons[reason]);
        }
      },
    );

    Deno.test(
      `${shape} of ${provider} protocol fails if its stream is truncated or reports a failure`,
      {
        sanitizeResources,
      },
      async () => {
        for (const wire of [opening + text, opening + text + ending("failure")]) {
          const { text, record, status } = await answer(protocol, shape, wire);
          // Before the first token, a failure is a status, and has no record.
          const reason = record === undefined ? undefined : record.end_reason;
          assertEquals([reason ?? "error", status], ["error", 502]);
          // A step after the parser is read ahead, so that the failure may come first.
          if (shape !== "a chain with a step behind") assertEquals(text, "ab");
        }
      },
    );
  }

  const isBlocks = provider === "OpenAI's responses"; // its empty pieces look like other blocks
  Deno.test(`a model and a chain of ${provider} protocol have no frames among their splits`, {
    sanitizeResources,
  }, async () => {
    for (const shape of ["a model", "a chain"]) {
      const { record } = await answer(protocol, shape, opening + text + ending("stop"));
      assertEquals([shape, record?.splits], [shape, isBlocks ? ["a", "b"] : ["a", "", "b"]]);
    }
  });
}

Deno.test("a refusal of OpenAI's Responses protocol is the answer", async () => {
  const protocol = protocols["OpenAI's responses"] as Protocol;
  const refusal = named("response.refusal.done", { item_id: "i", refusal: "I will not." });
  const wire = protocol.opening + refusal + protocol.ending("stop");
  for (const shape of ["a model", "a chain"]) {
    assertEquals((await answer(protocol, shape, wire)).record?.output, "I will not.");
  }
});
