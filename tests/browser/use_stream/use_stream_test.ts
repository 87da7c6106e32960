import { assertEquals } from "@std/assert";
import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { approves, asks, chat, fails } from "../../clients/langgraph/graphs.ts";
import { PausingModel } from "../../support/models/pausing_model.ts";
import { says } from "../../support/models/saying_model.ts";
import { type Shown, useStreamTest } from "./hook_page.ts";

const say = (content: string) => ({ messages: [{ type: "human", content }] });

useStreamTest("has a conversation in a thread", { graph: chat() }, async (hook) => {
  await hook.submit(say("one"));
  await hook.settled(2);
  await hook.submit(say("two"));
  assertEquals(await hook.settled(4), ["one", "안녕!", "two", "안녕!"]);
  assertEquals((await hook.until(() => true)).record, "splits");
});

useStreamTest("shows an interrupt, and answers it", { graph: asks() }, async (hook) => {
  await hook.submit({ topic: "x" });
  const { interrupt } = await hook.until(({ isLoading, interrupt }) =>
    !isLoading && interrupt !== null
  );
  assertEquals(interrupt, { question: "About what?" });
  await hook.submit(null, { command: { resume: "cats" } });
  const { joke } = await hook.until(({ isLoading, joke }) => !isLoading && joke !== null);
  assertEquals(joke, "about cats");
});

useStreamTest(
  "approves and rejects a tool call by buttons",
  { graph: approves() },
  async (hook) => {
    const asks = async () =>
      (await hook.until(({ isLoading, interrupt }) => !isLoading && interrupt !== null)).interrupt;
    const approved = '{"decisions":[{"type":"approve"}]}';
    const rejected = '{"decisions":[{"type":"reject","message":"not now"}]}';
    await hook.submit(say("one"));
    await asks();
    await hook.click("Approve");
    assertEquals(await hook.settled(2), ["one", approved]);
    await hook.submit(say("two"));
    await asks();
    await hook.open(); // the question outlives the page
    await asks();
    await hook.click("Reject");
    assertEquals(await hook.settled(4), ["one", approved, "two", rejected]);
    assertEquals((await hook.until(() => true)).interrupt, null);
  },
);

const WORDS = ["하나 ", "둘 ", "셋 ", "넷 "];

for (const how of ["the hook is mounted again", "the page is loaded again"]) {
  const model = PausingModel.of(WORDS);
  const options = { graph: model, journal: { allowDetached: true }, reconnects: true };
  useStreamTest(`joins its run again when ${how}`, options, async (hook) => {
    const isHalf = ({ messages }: Shown) => messages[1] === "하나 둘 ";
    await hook.submit(say("안녕"));
    await hook.until(isHalf);
    await (how.startsWith("the page") ? hook.open() : hook.click("Remount"));
    await hook.until(isHalf);
    model.goOn();
    assertEquals(await hook.settled(2), ["안녕", WORDS.join("")]);
    assertEquals([model.runs, await model.ended], [1, "complete"]);
    await hook.open(); // nothing is left to join
    assertEquals(await hook.settled(2), ["안녕", WORDS.join("")]);
  });
}

/** A graph that repeats the last message, and counts its answers. */
const echo = () => {
  let count = 0;
  return new StateGraph(MessagesAnnotation)
    .addNode("model", async ({ messages }) => ({
      messages: [await says(`${++count}: `, messages.at(-1)?.text ?? "").invoke(messages)],
    }))
    .addEdge(START, "model").compile();
};

useStreamTest("branches where a message is changed or answered again", {
  graph: echo(),
}, async (hook) => {
  const until = async (...messages: string[]) =>
    assertEquals(await hook.settled(messages.length), messages);
  await hook.submit(say("one"));
  await until("one", "1: one");
  await hook.submit(say("two"));
  await until("one", "1: one", "two", "2: two");
  await hook.click("Regenerate", "2: two");
  await hook.until(({ isLoading, messages }) => !isLoading && messages[3] === "3: two");
  await until("one", "1: one", "two", "3: two");
  await hook.click("Edit", "one");
  await until("edited", "4: edited");
  await hook.submit(say("three"));
  await until("edited", "4: edited", "three", "5: three");
  await hook.click("Other", "edited");
  await hook.until(({ messages }) => messages[0] === "one");
  await until("one", "1: one", "two", "3: two");
});

useStreamTest(
  "shows a failure",
  { graph: fails(), complaints: /RunError/ },
  async (hook) => {
    await hook.submit({ topic: "x" });
    const { error } = await hook.until(({ isLoading, error }) => !isLoading && error !== null);
    assertEquals(error, "RunError: The runnable failed.");
  },
);
