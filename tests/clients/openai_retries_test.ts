import { assert, assertEquals, assertRejects } from "@std/assert";
import OpenAI from "npm:openai@^7.0.0";
import type { AppOptions } from "../../src/mod.ts";
import {
  delta,
  RawUpstream,
  ROLE,
  type Script,
  type Wire,
} from "../support/faults/raw_upstream.ts";
import { KEEPS_SOCKETS, serve } from "./serve.ts";

interface Failing {
  /** What the model's server does. */
  name: string;
  script: Script;
  limits?: AppOptions["limits"];
  /** How many times the model's server is asked. */
  requests: number;
  status: number;
  message: string;
}

/** A reply without a stream. */
const reply = (status: string, { headers = "", body = "{}" } = {}) => (wire: Wire) =>
  wire.send(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\nconnection: close\r\n${headers}` +
      `content-length: ${body.length}\r\n\r\n${body}`,
  );
const error = (code: string, message = "no") => JSON.stringify({ error: { code, message } });
const busy = "The model's server is receiving too many requests.";

const failing: Failing[] = [
  {
    name: "hangs",
    script: (wire) => wire.gone(),
    limits: { firstTokenMs: 500 },
    requests: 1,
    status: 504,
    message: "The model did not begin to answer in time.",
  },
  {
    name: "is busy",
    script: reply("429 Too Many Requests"),
    requests: 1,
    status: 429,
    message: busy,
  },
  {
    name: "is busy for longer than a client waits",
    script: reply("429 Too Many Requests", { headers: "retry-after: 61\r\n" }),
    requests: 1,
    status: 429,
    message: busy,
  },
  {
    name: "is busy, and says when it is not",
    script: reply("429 Too Many Requests", { headers: "retry-after: 0\r\n" }),
    requests: 3,
    status: 429,
    message: busy,
  },
  {
    name: "has no quota left",
    script: reply("429 Too Many Requests", {
      headers: "retry-after: 0\r\n",
      body: error("insufficient_quota"),
    }),
    requests: 1,
    status: 429,
    message: "This server's quota at the model's server is used up.",
  },
  {
    name: "fails",
    script: reply("500 Internal Server Error"),
    requests: 2,
    status: 502,
    message: "The model's server failed (500).",
  },
  {
    name: "fails, and says when to come back",
    script: reply("503 Service Unavailable", { headers: "retry-after: 61\r\n" }),
    requests: 1,
    status: 502,
    message: "The model's server failed (503).",
  },
  {
    name: "closes the connection",
    script: () => {},
    requests: 2,
    status: 502,
    message: "The model's server cannot be reached.",
  },
  {
    name: "redirects to itself",
    script: reply("307 Temporary Redirect", { headers: "location: /v1/chat/completions\r\n" }),
    requests: 1,
    status: 502,
    message: "The model's server redirects to another address (307).",
  },
  {
    name: "refuses",
    script: reply("400 Bad Request"),
    requests: 1,
    status: 502,
    message: "The model's server refused the request (400).",
  },
  {
    name: "finds the conversation too long",
    script: reply("400 Bad Request", { body: error("context_length_exceeded") }),
    requests: 1,
    status: 400,
    message: "The conversation is too long for the model.",
  },
  {
    name: "is cut in the middle",
    script: async (wire) => {
      await wire.head();
      await wire.body(ROLE + delta("a"));
      await wire.end();
    },
    requests: 1,
    status: 502,
    message: "The model's stream ended before the model was done.",
  },
];

for (const { name, script, limits = {}, requests, status, message } of failing) {
  const times = requests === 1 ? "once" : `${requests} times`;
  Deno.test(`a model's server that ${name} is asked ${times}`, KEEPS_SOCKETS, async () => {
    let asked = 0;
    await using upstream = new RawUpstream((wire) => {
      asked++;
      return script(wire);
    });
    await using server = serve({
      model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl },
      limits: { graceMs: 20_000, ...limits },
    });
    const client = new OpenAI({ baseURL: `${server.origin}/v1`, apiKey: "none" }); // it tries again
    const rejection = await assertRejects(() =>
      client.chat.completions.create({
        model: "chain",
        messages: [{ role: "user", content: "hi" }],
      }), OpenAI.APIError);
    assertEquals(asked, requests);
    assert(rejection.message.includes(message), rejection.message);
    assertEquals(rejection.status, status);
    if (status === 400) assertEquals(rejection.code, "context_length_exceeded");
  });
}
