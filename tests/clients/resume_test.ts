import { assert, assertEquals } from "@std/assert";
import { AbstractChat, type ChatState, DefaultChatTransport, type UIMessage } from "npm:ai@^7.0.0";
import { EventSource } from "npm:eventsource@^4.0.0";
import { FakeRunnable } from "../support/models/runnables.ts";
import { KEEPS_SOCKETS, serve } from "./serve.ts";

const WORDS = ["하나 ", "둘 ", "셋 ", "넷 "];

/** A runnable that yields its last words when the test says so. */
function pausing() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const runnable = new FakeRunnable(async function* () {
    yield* WORDS.slice(0, 2);
    await promise;
    yield* WORDS.slice(2);
  });
  return { runnable, goOn: resolve };
}

class State implements ChatState<UIMessage> {
  status: ChatState<UIMessage>["status"] = "ready";
  error: Error | undefined;
  messages: UIMessage[] = [];
  pushMessage = (message: UIMessage) => void this.messages.push(message);
  popMessage = () => void this.messages.pop();
  replaceMessage = (index: number, message: UIMessage) => void (this.messages[index] = message);
  snapshot = <T>(value: T): T => structuredClone(value);
}

class Chat extends AbstractChat<UIMessage> {
  constructor(origin: string, id: string) {
    const transport = new DefaultChatTransport<UIMessage>({ api: `${origin}/api/chat` });
    super({ id, transport, onError() {}, state: new State() });
  }
}

const textOf = (message: UIMessage | undefined) =>
  message?.parts.map((part) => part.type === "text" ? part.text : "").join("");

Deno.test(
  "the AI SDK's chat resumes in another tab, with the same message",
  KEEPS_SOCKETS,
  async () => {
    const { runnable, goOn } = pausing();
    await using server = serve({ runnables: { chain: runnable }, journal: { resumeMs: 10_000 } });
    const first = new Chat(server.origin, "chat-1");
    const sent = first.sendMessage({ text: "안녕" });
    const begun = async (chat: Chat) => {
      while (textOf(chat.lastMessage) !== "하나 둘 ") {
        await new Promise((next) => setTimeout(next, 5));
      }
    };
    await begun(first);
    await first.stop(); // the tab is closed

    const second = new Chat(server.origin, "chat-1");
    const resumed = second.resumeStream();
    await begun(second);
    goOn();
    await Promise.all([sent, resumed]);
    assertEquals(textOf(second.lastMessage), WORDS.join(""));
    assertEquals(second.lastMessage?.id, first.lastMessage?.id);
    assertEquals([second.status, runnable.inputs.length], ["ready", 1]);

    const third = new Chat(server.origin, "chat-1");
    await third.resumeStream(); // nothing runs any more
    const other = new Chat(server.origin, "chat-2");
    await other.resumeStream();
    assertEquals([third.messages, other.messages], [[], []]);
  },
);

Deno.test("EventSource comes back by itself after a cut", KEEPS_SOCKETS, async () => {
  const { runnable, goOn } = pausing();
  await using server = serve({ runnables: { chain: runnable }, journal: { resumeMs: 10_000 } });
  let requests = 0;
  const source = new EventSource(`${server.origin}/chain/stream?user_message=a`, {
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      if (requests++ > 0 || response.body === null) return response;
      return new Response(response.body.pipeThrough(cutAt("둘")), response);
    },
  });
  const words: string[] = [];
  source.addEventListener("data", ({ data }) => words.push(JSON.parse(data)));
  const ended = Promise.withResolvers<void>();
  source.addEventListener("end", () => ended.resolve());
  source.addEventListener("error", () => goOn());
  await ended.promise;
  source.close();
  assertEquals(words, WORDS);
  assert(requests > 1);
  assertEquals(runnable.inputs.length, 1);
});

/** Passes on what comes until a word is there, then breaks. */
function cutAt(word: string): TransformStream<Uint8Array, Uint8Array> {
  let isCut = false;
  return new TransformStream({
    transform(chunk, controller) {
      if (isCut) return;
      isCut = new TextDecoder().decode(chunk).includes(word);
      controller.enqueue(chunk);
      if (isCut) setTimeout(() => controller.error(new TypeError("connection reset")));
    },
  });
}
