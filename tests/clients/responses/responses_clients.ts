import { assert, assertEquals } from "@std/assert";
import { ChatOpenAI } from "@langchain/openai";
import { createOpenAI } from "npm:@ai-sdk/openai@^4.0.0";
import { Agent, run, setTracingDisabled } from "npm:@openai/agents-core@^0.20.0";
import { OpenAIResponsesModel } from "npm:@openai/agents-openai@^0.20.0";
import { streamText } from "npm:ai@^7.0.0";
import OpenAI from "npm:openai@^7.0.0";
import type { Client } from "../clients.ts";

setTracingDisabled(true);

/** Where each client finds the server, and that it asks once. */
const connection = (origin: string) => ({ baseURL: `${origin}/v1`, apiKey: "none" });

/** OpenAI's client. */
export const openAI = (origin: string) => new OpenAI({ ...connection(origin), maxRetries: 0 });

/** The AI SDK's model, with the protocol that it uses by default. */
export const aiSdkModel = (origin: string, name = "chain") =>
  createOpenAI(connection(origin))(name);

/** LangChain's model. */
export const chatOpenAI = (origin: string, model = "chain") =>
  new ChatOpenAI({
    model,
    useResponsesApi: true,
    apiKey: "none",
    maxRetries: 0,
    configuration: { baseURL: `${origin}/v1` },
  });

/** The model of OpenAI's Agents SDK. */
export const agentsModel = (origin: string, name = "chain") =>
  new OpenAIResponsesModel(openAI(origin) as never, name);

/** Each client of the Responses API, as its documentation has it. */
export const responsesClients = (said: string): Readonly<Record<string, Client>> => ({
  async *"OpenAI, responses.create()"(origin, signal) {
    const asked = { model: "chain", input: said, stream: true } as const;
    let status = "";
    for await (const event of await openAI(origin).responses.create(asked, { signal })) {
      if (event.type === "response.output_text.delta") yield event.delta;
      if (event.type === "response.completed") status = event.response.status ?? "";
    }
    assert(status === "completed" || signal.aborted, "The stream ended without an end");
  },
  async *"OpenAI, responses.stream()"(origin, signal) {
    const stream = openAI(origin).responses.stream({ model: "chain", input: said }, { signal });
    let text = "";
    for await (const event of stream) {
      if (event.type !== "response.output_text.delta") continue;
      text += event.delta;
      yield event.delta;
    }
    assertEquals((await stream.finalResponse()).output_text, text);
  },
  async *"AI SDK, responses"(origin, signal) {
    const { fullStream } = streamText({
      model: aiSdkModel(origin),
      prompt: said,
      abortSignal: signal,
      maxRetries: 0,
      onError() {},
    });
    let finish = "";
    for await (const part of fullStream) {
      if (part.type === "error") throw part.error;
      if (part.type === "text-delta") yield part.text;
      if (part.type === "finish") finish = part.finishReason;
    }
    assert(finish === "stop" || signal.aborted, `The stream ended with ${finish}`);
  },
  async *"ChatOpenAI, responses"(origin, signal) {
    let status: unknown;
    for await (const chunk of await chatOpenAI(origin).stream(said, { signal })) {
      yield chunk.text;
      status = chunk.response_metadata.status ?? status;
    }
    assert(status === "completed" || signal.aborted, "The stream ended without an end");
  },
  async *"OpenAI Agents"(origin, signal) {
    const agent = new Agent({ name: "Lora", model: agentsModel(origin) });
    const stream = await run(agent, said, { stream: true, signal });
    for await (const event of stream) {
      if (event.type !== "raw_model_stream_event") continue;
      if (event.data.type === "output_text_delta") yield event.data.delta;
    }
    await stream.completed;
    assert(stream.finalOutput !== undefined || signal.aborted, "The stream ended without an end");
  },
});
