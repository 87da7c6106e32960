import { assert } from "@std/assert";
import { HttpAgent } from "npm:@ag-ui/client@^1.0.0";
import { DefaultChatTransport, TextStreamChatTransport, type UIMessage } from "npm:ai@^7.0.0";
import { EventSource } from "npm:eventsource@^4.0.0";
import { RemoteRunnable } from "npm:@langchain/core@0.3.80/runnables/remote";
import OpenAI from "npm:openai@^7.0.0";
import { stream } from "../../src/client/stream.ts";
import { responsesClients } from "./responses/responses_clients.ts";

/** A client as people have it: yields text as it comes, throws where it tells of a failure. */
export type Client = (origin: string, signal: AbortSignal) => AsyncIterable<string>;

const SAID = "hello";

/** OpenAI's client, as its documentation has it. */
export function openAIClient(origin: string): OpenAI {
  return new OpenAI({ baseURL: `${origin}/v1`, apiKey: "none", maxRetries: 0 });
}

/** What the AI SDK's chat sends. */
export function uiMessage(text: string): UIMessage {
  return { id: crypto.randomUUID(), role: "user", parts: [{ type: "text", text }] };
}

async function* deltas(
  transport: DefaultChatTransport<UIMessage> | TextStreamChatTransport<UIMessage>,
  signal: AbortSignal,
) {
  const stream = await transport.sendMessages({
    chatId: "1",
    trigger: "submit-message",
    messageId: undefined,
    messages: [uiMessage(SAID)],
    abortSignal: signal,
  });
  let finished = false;
  for await (const chunk of stream) {
    if (chunk.type === "error") throw new Error(chunk.errorText);
    if (chunk.type === "text-delta") yield chunk.delta;
    if (chunk.type === "finish") finished = true;
  }
  assert(finished, "The stream ended without a finish");
}

async function* fetched(
  origin: string,
  { accept, signal }: { accept: string; signal: AbortSignal },
) {
  const body = JSON.stringify({ user_message: SAID });
  const response = await fetch(`${origin}/chain/stream`, {
    method: "POST",
    headers: { accept },
    body,
    signal,
  });
  if (!response.ok) throw new Error(await response.text());
  assert(response.body !== null);
  yield* response.body.pipeThrough(new TextDecoderStream());
}

/** Each kind of client there is. */
export const clients: Readonly<Record<string, Client>> = {
  async *"Splitstream, stream()"(origin, signal) {
    for await (const event of stream(`${origin}/chain/stream`, SAID, { signal })) {
      if (event.type === "text") yield event.text;
    }
  },
  async *"OpenAI, create()"(origin, signal) {
    const stream = await openAIClient(origin).chat.completions.create({
      model: "chain",
      messages: [{ role: "user", content: SAID }],
      stream: true,
    }, { signal });
    let finished = false;
    for await (const { choices } of stream) {
      yield choices[0]?.delta.content ?? "";
      if (choices[0]?.finish_reason === "stop") finished = true;
    }
    assert(finished || signal.aborted, "The stream ended without a finish reason");
  },
  async *"OpenAI, stream()"(origin, signal) {
    const stream = openAIClient(origin).chat.completions.stream({
      model: "chain",
      messages: [{ role: "user", content: SAID }],
    }, { signal });
    for await (const { choices } of stream) yield choices[0]?.delta.content ?? "";
    await stream.finalContent();
  },
  ...responsesClients(SAID),
  "AI SDK": (origin, signal) =>
    deltas(new DefaultChatTransport({ api: `${origin}/api/chat` }), signal),
  "AI SDK, text": (origin, signal) =>
    deltas(
      new TextStreamChatTransport({ api: `${origin}/api/chat`, headers: { accept: "text/plain" } }),
      signal,
    ),
  async *"AG-UI's HttpAgent"(origin, signal) {
    const agent = new HttpAgent({ url: `${origin}/ag-ui/chain` });
    agent.addMessage({ id: "1", role: "user", content: SAID });
    signal.addEventListener("abort", () => agent.abortRun());
    const { readable, writable } = new TransformStream<string, string>();
    const writer = writable.getWriter();
    const ignore = () => {}; // nobody reads on after an abort
    let finished = false;
    agent.runAgent({}, {
      onTextMessageContentEvent: ({ event }) => void writer.write(event.delta).catch(ignore),
      onRunErrorEvent: ({ event }) => void writer.abort(new Error(event.message)).catch(ignore),
      onRunFinishedEvent: () => void (finished = true),
    }).then(
      () => finished ? writer.close() : writer.abort(new Error("The run did not finish")),
      (error) => writer.abort(error),
    ).catch(ignore);
    yield* readable;
  },
  async *"LangServe's RemoteRunnable"(origin, signal) {
    const remote = new RemoteRunnable<unknown, string, { signal: AbortSignal }>({
      url: `${origin}/chain`,
    });
    yield* await remote.stream({ user_message: SAID }, { signal });
  },
  async *EventSource(origin, signal) {
    const source = new EventSource(`${origin}/chain/stream?user_message=${SAID}`);
    signal.addEventListener("abort", () => source.close());
    const { readable, writable } = new TransformStream<string, string>();
    const writer = writable.getWriter();
    const ignore = () => {}; // nobody reads on after an abort
    source.addEventListener(
      "data",
      ({ data }) => void writer.write(JSON.parse(data)).catch(ignore),
    );
    source.addEventListener("end", () => void writer.close().catch(ignore));
    source.addEventListener("error", (event) => {
      const { data, message } = event as { data?: string; message?: string };
      writer.abort(new Error(data ?? message)).catch(ignore);
    });
    try {
      yield* readable;
    } finally {
      source.close();
    }
  },
  "fetch, text": (origin, signal) => fetched(origin, { accept: "text/plain", signal }),
  async *"fetch, NDJSON"(origin, signal) {
    let rest = "";
    let ended = false;
    for await (const part of fetched(origin, { accept: "application/x-ndjson", signal })) {
      const lines = (rest + part).split("\n");
      rest = lines.pop() ?? "";
      for (const { event, data } of lines.map((line) => JSON.parse(line))) {
        if (event === "error") throw new Error(data.message);
        if (event === "data") yield data;
        if (event === "end") ended = true;
      }
    }
    assert(ended, "The stream ended without an end");
  },
};
