/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import axe from "npm:axe-core@^4.11.0";
import type { Page } from "npm:playwright-core@~1.56.1";
import type { StreamableRunnable } from "../../src/mod.ts";
import { approves, asks, chat } from "../clients/langgraph/graphs.ts";
import { serve } from "../clients/serve.ts";
import { says } from "../support/models/saying_model.ts";
import { browserTest } from "./browser.ts";
import { ask as begin } from "./page_actions.ts";

const serveGraph = (graph: object) =>
  serve({ runnables: { graph: graph as unknown as StreamableRunnable } });

async function ask(page: Page, message: string) {
  const count = await page.locator(".turn").count();
  await begin(page, message);
  await over(page, count);
}

/** Waits until the answer behind so many turns is over. */
async function over(page: Page, count: number) {
  await page.locator(".answer").nth(count).waitFor();
  await page.locator(".answer[aria-busy=false]").nth(count).waitFor();
  await page.locator("#send").waitFor();
}

async function threadOf(page: Page): Promise<string> {
  const line = await page.locator("#thread").textContent() ?? "";
  const [id = ""] = line.match(/[0-9a-f]{32}/) ?? [];
  assert(id !== "", line);
  return id;
}

async function said(origin: string, thread: string): Promise<unknown[]> {
  const { values } = await (await fetch(`${origin}/threads/${thread}/state`)).json();
  return values.messages.map(({ content }: { content: unknown }) => content);
}

browserTest("the page keeps a graph's conversation in a thread", {}, async (page) => {
  await using server = serveGraph(chat());
  await page.goto(server.origin);
  assertEquals(await page.locator("#thread").isVisible(), false);
  await ask(page, "one");
  const thread = await threadOf(page);
  await page.reload();
  await page.locator(".turn").waitFor();
  assertEquals(await threadOf(page), thread);
  await ask(page, "two");
  assertEquals(await said(server.origin, thread), ["one", "안녕!", "two", "안녕!"]);

  // The answer that is asked for again takes the place of the other: in another thread.
  await page.getByRole("button", { name: "Ask again" }).last().click();
  await over(page, 2);
  const other = await threadOf(page);
  assert(other !== thread);
  await ask(page, "three");
  const all = ["one", "안녕!", "two", "안녕!", "three", "안녕!"];
  assertEquals(await said(server.origin, other), all);

  await page.getByRole("button", { name: "New chat" }).click();
  assertEquals(await page.locator("#thread").isVisible(), false);
});

browserTest(
  "the page tells a server that has forgotten the thread what was said",
  { complaints: /404/ },
  async (page) => {
    await using server = serveGraph(chat());
    await page.goto(server.origin);
    await ask(page, "one");
    const thread = await threadOf(page);
    await fetch(`${server.origin}/threads/${thread}`, { method: "DELETE" });
    await page.reload();
    await page.locator(".turn").waitFor();
    await ask(page, "two");
    const other = await threadOf(page);
    assertEquals(await said(server.origin, other), ["one", "안녕!", "two", "안녕!"]);
  },
);

for (const colorScheme of ["light", "dark"] as const) {
  browserTest(
    `the page asks whether a tool may run (${colorScheme})`,
    { colorScheme },
    async (page) => {
      await using server = serveGraph(approves());
      await page.goto(server.origin);
      await ask(page, "go");
      assertEquals(
        await page.locator(".facts").textContent().then((it) => it?.split(" · ")[0]),
        "waits for your answer",
      );
      assertEquals(await page.locator(".asks p").nth(1).textContent(), 'send {"to":"로라"}');
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() =>
        (Reflect.get(globalThis, "axe") as typeof axe).run(document)
      ) as axe.AxeResults;
      const serious = violations.filter(({ impact }) =>
        impact === "serious" || impact === "critical"
      );
      assertEquals(serious.map(({ id }) => id), []);
      await page.reload();
      await page.locator(".asks input").fill("not now");
      await page.getByRole("button", { name: "Reject" }).click();
      await over(page, 1);
      const decided = '{"decisions":[{"type":"reject","message":"not now"}]}';
      assertEquals(await page.locator(".output").last().textContent(), decided);
      assertEquals(await page.locator(".question").last().textContent(), "You: Rejected: not now");
      assertEquals(await page.locator(".asks").count(), 0);
      assertEquals(await page.getByRole("button", { name: "Ask again" }).count(), 1);

      await ask(page, "again");
      await page.getByRole("button", { name: "Approve" }).click();
      await over(page, 3);
      assertEquals(
        await page.locator(".output").last().textContent(),
        '{"decisions":[{"type":"approve"}]}',
      );
    },
  );
}

browserTest("the page answers another question of a graph", { locale: "ko-KR" }, async (page) => {
  const input = { type: "object", properties: { topic: { type: "string" } }, required: ["topic"] };
  const runnable = asks() as unknown as StreamableRunnable;
  await using server = serve({ runnables: { graph: { runnable, input } } });
  await page.goto(server.origin);
  await page.locator("#variables textarea").fill("x");
  await page.getByRole("button", { name: "보내기" }).click();
  await over(page, 0);
  await page.locator(".asks").filter({ hasText: "About what?" }).waitFor();
  await page.locator(".asks textarea").fill('"cats"');
  await page.getByRole("button", { name: "답하기" }).click();
  await over(page, 1);
  const output = await page.locator(".output").last().textContent() ?? "";
  assert(output.includes("about cats"), output);
});

browserTest("the page takes up a graph's running answer in its thread", {}, async (page) => {
  const gate = Promise.withResolvers<void>();
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("wait", async ({ messages }) => {
      if (messages.length === 1) await gate.promise;
      return { messages: [await says("안", "녕").invoke(messages)] };
    })
    .addEdge(START, "wait").compile();
  const runnables = { graph: graph as unknown as StreamableRunnable };
  await using server = serve({ runnables, journal: { resumeMs: 60_000 } });
  await page.goto(server.origin);
  const begun = page.waitForResponse(/\/graph\/stream/);
  await page.locator("#message").fill("one");
  await page.locator("#message").press("Enter");
  await begun; // its head comes a while before its first token
  await page.locator(".answer[aria-busy=true]").waitFor();
  const thread = await threadOf(page);
  await page.waitForFunction(() => sessionStorage["splitstream-session"].includes("/runs/"));
  await page.reload();
  await page.locator(".answer[aria-busy=true]").waitFor();
  gate.resolve();
  await over(page, 0);
  assertEquals(await page.locator(".output").textContent(), "안녕");
  await ask(page, "two");
  assertEquals(await said(server.origin, thread), ["one", "안녕", "two", "안녕"]);
});
