import { configurableOf, inputOf, messagesOf, type Question, samplingOf } from "./question.ts";

/** A program that sends the same question, for a client. */
export interface CodeSample {
  client: string;
  code: string;
}

/** Where the server is, and whether it requires a key. */
export interface ServerAddress {
  /** The address of the app, with a slash at its end. */
  base: string;
  needsKey: boolean;
}

/** Returns the question as code for each client that can ask it. */
export function codeSamples(question: Question, server: ServerAddress): CodeSample[] {
  const converses = question.variables === undefined && question.resume === undefined;
  return [
    { client: "curl", code: curl(question, server) },
    { client: "fetch", code: fetchCode(question, server) },
    { client: "Splitstream", code: ownClient(question, server) },
    ...(converses ? [{ client: "OpenAI", code: openAI(question, server) }] : []),
    ...(converses ? [{ client: "AI SDK", code: aiSdk(question, server) }] : []),
    { client: "RemoteRunnable", code: remoteRunnable(question, server) },
  ];
}

function bodyOf(question: Question): Record<string, unknown> {
  const configurable = configurableOf(question);
  return {
    ...(question.resume === undefined
      ? { input: inputOf(question) }
      : { command: { resume: question.resume.value } }),
    ...(Object.keys(configurable).length === 0 ? {} : { config: { configurable } }),
  };
}

function urlOf({ runnable }: Question, { base }: ServerAddress): string {
  return `${base}${runnable}/stream`;
}

function curl(question: Question, server: ServerAddress): string {
  const key = server.needsKey ? ` \\\n  -H "Authorization: Bearer $API_KEY"` : "";
  const body = JSON.stringify(bodyOf(question)).replaceAll("'", "'\\''");
  return `curl -N ${urlOf(question, server)}${key} \\\n  -d '${body}'`;
}

function fetchCode(question: Question, server: ServerAddress): string {
  const key = server.needsKey ? "\n    authorization: `Bearer ${apiKey}`," : "";
  return `const response = await fetch(${JSON.stringify(urlOf(question, server))}, {
  method: "POST",
  headers: {${key}
    accept: "text/plain",
    "content-type": "application/json",
  },
  body: JSON.stringify(${indent(bodyOf(question))}),
});
for await (const text of response.body.pipeThrough(new TextDecoderStream())) console.log(text);`;
}

function ownClient(question: Question, server: ServerAddress): string {
  const { endMarkers, includeEndMarker, ...settings } = question.settings;
  const sampling = samplingOf({ endMarkers, includeEndMarker, ...settings });
  const options = {
    ...(endMarkers === null ? {} : { endMarkers }),
    ...(includeEndMarker ? { includeEndMarker } : {}),
    ...(Object.keys(sampling).length === 0 ? {} : { config: { configurable: { sampling } } }),
  };
  const key = server.needsKey ? "apiKey, " : "";
  const hasOptions = server.needsKey || Object.keys(options).length > 0;
  const inner = JSON.stringify(options).slice(1, -1);
  return `import { stream } from ${JSON.stringify(`${server.base}client.js`)};

const events = stream(${JSON.stringify(urlOf(question, server))}, ${
    JSON.stringify(inputOf(question))
  }${hasOptions ? `, { ${key}${inner} }` : ""});
for await (const event of events) {
  if (event.type === "text") console.log(event.text);
  if (event.type === "end") console.log(event.record.token_splits);
}`;
}

function openAI(question: Question, { base, needsKey }: ServerAddress): string {
  const { endMarkers } = question.settings;
  const request = {
    ...samplingOf(question.settings),
    model: question.runnable, // OpenAI's word for it
    stream: true,
    messages: messagesOf(question),
    ...(endMarkers === null || endMarkers.length === 0 ? {} : { stop: endMarkers }),
  };
  return `import OpenAI from "openai";

const client = new OpenAI({
  baseURL: ${JSON.stringify(`${base}v1`)},
  apiKey: ${needsKey ? "process.env.API_KEY" : '"none"'},
});
const chunks = await client.chat.completions.create(${indent(request)});
for await (const { choices } of chunks) console.log(choices[0]?.delta.content ?? "");`;
}

function aiSdk(question: Question, { base, needsKey }: ServerAddress): string {
  const { temperature, maxTokens } = question.settings;
  const options = {
    messages: messagesOf(question),
    ...(temperature === null ? {} : { temperature }),
    ...(maxTokens === null ? {} : { maxOutputTokens: maxTokens }),
  };
  return `import { createOpenAI } from "@ai-sdk/openai";
import { streamText } from "ai";

const splitstream = createOpenAI({
  baseURL: ${JSON.stringify(`${base}v1`)},
  apiKey: ${needsKey ? "process.env.API_KEY" : '"none"'},
});
const { textStream } = streamText({
  model: splitstream.chat(${JSON.stringify(question.runnable)}),
  ...${indent(options)},
});
for await (const text of textStream) console.log(text);`;
}

function remoteRunnable(question: Question, { base, needsKey }: ServerAddress): string {
  const configurable = configurableOf(question);
  const hasConfig = Object.keys(configurable).length > 0;
  const key = needsKey
    ? ", {\n  options: { headers: { authorization: `Bearer ${process.env.API_KEY}` } },\n}"
    : "";
  return `import { RemoteRunnable } from "@langchain/core/runnables/remote"; // @langchain/core 0.3

const remote = new RemoteRunnable({ url: ${JSON.stringify(base + question.runnable)} }${key});
const chunks = await remote.stream(${JSON.stringify(inputOf(question))}${
    hasConfig ? `, ${JSON.stringify({ configurable })}` : ""
  });
for await (const chunk of chunks) console.log(chunk);`;
}

function indent(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll("\n", "\n  ");
}
