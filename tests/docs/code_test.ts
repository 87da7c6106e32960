import { assert, assertEquals } from "@std/assert";
import { HttpAgent } from "npm:@ag-ui/client@^1.0.0";
import { createOpenAI } from "npm:@ai-sdk/openai@4";
import { DefaultChatTransport, streamText, type UIMessage } from "npm:ai@^7.0.0";
import { EventSource } from "npm:eventsource@^4.0.0";
import { RemoteRunnable } from "npm:@langchain/core@0.3.80/runnables/remote";
import { Client } from "npm:@langchain/langgraph-sdk@1.15.0";
import OpenAI from "npm:openai@^7.0.0";
import { follow, stream } from "../../src/client/stream.ts";
import { Chat } from "../clients/ai_sdk_chat.ts";
import { KEEPS_SOCKETS, serve } from "../clients/serve.ts";
import { readDocuments } from "./documents.ts";

const clients = (await readDocuments()).find(({ path }) => path === "src/client/README.md");
const blocks = clients?.blocks.filter(({ language }) => language === "ts ignore") ?? [];

/** What each block of code is known by, what is added to it, and what it then logs. */
const CASES: readonly { has: string; more?: string; logs: RegExp }[] = [
  { has: "new EventSource", more: "await closed(source);", logs: /Lora/ },
  { has: "answer.body", logs: /Lora/ },
  { has: "client.js", logs: /안녕.*\(답변/s },
  { has: "follow(", logs: /object/ },
  {
    has: "chat.completions",
    more: "for await (const { choices } of stream) console.log(choices[0]?.delta.content);",
    logs: /안녕/,
  },
  {
    has: "createOpenAI",
    more: "for await (const text of textStream) console.log(text);",
    logs: /안녕/,
  },
  {
    has: "useChat",
    more: 'await sendMessage({ text: "1+1은?" }); console.log(JSON.stringify(messages));',
    logs: /data-splits.*알아봤어! 2/s,
  },
  { has: "HttpAgent", more: "console.log(agent.messages.at(-1).content);", logs: /^알아봤어! 2/ },
  { has: "RemoteRunnable", logs: /안녕/ },
  { has: "new Client", logs: /안녕.*\(답변/s },
];

/** What the blocks of code take as given. */
const given = (origin: string) => ({
  ...{ OpenAI, createOpenAI, streamText, DefaultChatTransport, HttpAgent, RemoteRunnable, Client },
  stream,
  follow,
  messages: [{ role: "user", content: "로라야 안녕?" }],
  signal: undefined,
  apiKey: undefined,
  EventSource: class extends EventSource {
    constructor(path: string) {
      super(origin + path);
    }
  },
  useChat(init: { transport: DefaultChatTransport<UIMessage>; onData: (part: unknown) => void }) {
    const chat = new Chat({ ...init, onData: (part) => init.onData(part.type) });
    const sendMessage = (message: { text: string }) => chat.sendMessage(message);
    return { messages: chat.messages, sendMessage };
  },
  closed: (source: EventSource) =>
    new Promise<void>((resolve) => source.addEventListener("end", () => resolve())),
});

Deno.test("each client's lines of code do what they are said to do", KEEPS_SOCKETS, async (t) => {
  await using server = serve({ journal: { resumeMs: 30_000 } });
  const begun = await fetch(`${server.origin}/chain/stream`, {
    method: "POST",
    body: '{"input":"1"}',
  });
  await begun.text();
  const [, , runId = ""] = begun.headers.get("content-location")?.split("/") ?? [];
  assertEquals(blocks.length, CASES.length);
  for (const [index, { has, more = "", logs }] of CASES.entries()) {
    await t.step(has, async () => {
      const code = blocks[index]?.code ?? "";
      assert(code.includes(has), code);
      const lines: string[] = [];
      const names = {
        ...given(server.origin),
        console: { ...console, log: (line: unknown) => lines.push(`${line}`) },
      };
      // Where the code declares a name itself, it is not given.
      const known = Object.entries(names)
        .filter(([name]) =>
          !new RegExp(`const (?:${name}|\\{[^}]*\\b${name}\\b[^}]*\\}) =`).test(code)
        );
      const body = code.replaceAll(/^import .*$/gm, "")
        .replaceAll("http://localhost:8000", server.origin).replace("$RUN_ID", runId) + more;
      const AsyncFunction = (async () => {}).constructor as typeof Function;
      await new AsyncFunction(...known.map(([name]) => name), body)(
        ...known.map(([, value]) => value),
      );
      assert(logs.test(lines.join("\n")), `${code}\nlogged\n${lines.join("\n")}`);
    });
  }
});
