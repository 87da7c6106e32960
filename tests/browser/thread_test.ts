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
import { ask as begin, loaded } from "./page_actions.ts";

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

  // The answer that is asked for again takes the place of the other, in a branch of the thread.
  await page.getByRole("button", { name: "Ask again" }).last().click();
  await over(page, 2);
  await ask(page, "three");
  assertEquals(await threadOf(page), thread);
  const all = ["one", "안녕!", "two", "안녕!", "three", "안녕!"];
  assertEquals(await said(server.origin, thread), all);
  const edit = page.getByRole("button", { name: "Edit" });
  await edit.nth(1).click();
  await page.locator("#message").fill("zwei");
  await page.locator("#message").press("Enter");
  await over(page, 1);
  assertEquals(await said(server.origin, thread), ["one", "안녕!", "zwei", "안녕!"]);
  await edit.first().click();
  await page.locator("#message").fill("eins");
  await page.locator("#message").press("Enter");
  await over(page, 0);
  await ask(page, "two");
  assertEquals(await threadOf(page), thread);
  assertEquals(await said(server.origin, thread), ["eins", "안녕!", "two", "안녕!"]);

  // An earlier question is asked aside, and in another format it is asked of nobody's thread.
  await page.getByRole("button", { name: "Ask again" }).first().click();
  await over(page, 2);
  await page.locator("#views [value=wire]").check({ force: true });
  await page.locator(".wire select").first().selectOption("SSE");
  await page.getByRole("button", { name: "Ask again as" }).first().click();
  await page.locator(".wire ol").first().filter({ hasText: "event: end" }).waitFor();
  assertEquals(await said(server.origin, thread), ["eins", "안녕!", "two", "안녕!"]);

  await page.getByRole("button", { name: "New chat" }).click();
  assertEquals(await page.locator("#thread").isVisible(), false);
  assertEquals(new URL(page.url()).hash, "");
});

browserTest("a link to a thread opens its conversation in another tab", {}, async (page) => {
  await using server = serveGraph(chat());
  await page.goto(server.origin);
  await ask(page, "one");
  const thread = await threadOf(page);
  const link = await page.locator("#thread a").evaluate((it) => (it as HTMLAnchorElement).href);
  assertEquals([link, page.url()], Array(2).fill(`${server.origin}/#thread=${thread}`));

  const other = await page.context().newPage();
  await other.goto(link);
  await other.locator(".turn").waitFor();
  assertEquals(await other.locator(".question").textContent(), "You: one");
  assertEquals(await other.locator(".output").textContent(), "안녕!");
  assertEquals(await other.locator(".output").isVisible(), true);
  await ask(other, "two");
  assertEquals(await said(server.origin, thread), ["one", "안녕!", "two", "안녕!"]);
  await other.reload();
  await other.locator(".turn").nth(1).waitFor();
  assertEquals(await other.locator(".splits").nth(1).isVisible(), true); // it was seen in this tab

  await page.reload();
  await page.locator(".turn").nth(1).waitFor();
  assertEquals(await page.locator(".output").allTextContents(), ["안녕!", "안녕!"]);
  assertEquals(await page.locator(".facts").allTextContents().then((it) => it.map(isRecalled)), [
    false,
    true,
  ]);
  await page.getByRole("button", { name: "Ask again" }).last().click();
  await over(page, 2);
  assertEquals(await said(server.origin, thread), ["one", "안녕!", "two", "안녕!"]);
});

const isRecalled = (facts: string) => facts.includes("from the thread");

browserTest(
  "a link to a thread needs its key, and one to no thread says so",
  { complaints: /40[14]/ },
  async (page) => {
    const access = { apiKeys: ["secret-key"] };
    const runnables = { graph: chat() as unknown as StreamableRunnable };
    await using server = serve({ runnables, access });
    const authorization = "Bearer secret-key";
    const body = JSON.stringify({ input: "one", config: { configurable: { thread_id: "t1" } } });
    const headers = { authorization, "content-type": "application/json" };
    await (await fetch(`${server.origin}/graph/invoke`, { method: "POST", headers, body })).json();
    await page.goto(`${server.origin}/#thread=t1`);
    await page.locator("#thread").filter({ hasText: "is kept for a key" }).waitFor();
    await loaded(page);
    await page.keyboard.type("secret-key");
    await page.locator("#key").press("Enter");
    await page.locator(".turn").waitFor();
    assertEquals(await page.locator(".output").textContent(), "안녕!");
    await page.evaluate(() => location.hash = "#thread=t2");
    await page.locator("#thread").filter({ hasText: "no conversation for this link" }).waitFor();
    assertEquals(await page.locator(".turn").count(), 0);
  },
);

browserTest(
  "the page lets the server keep a chain's conversation if its reader wants that",
  { locale: "ko-KR" },
  async (page) => {
    await using server = serve({ runnables: { model: says("안", "녕") } });
    await page.goto(server.origin);
    await ask(page, "one");
    assertEquals(new URL(page.url()).hash, "");
    assertEquals(await (await fetch(`${server.origin}/threads/count`, POST)).json(), 0);
    await page.getByRole("button", { name: "링크 받기" }).click();
    await page.locator("#thread a").waitFor();
    const thread = await threadOf(page);
    assertEquals(await said(server.origin, thread), ["one", "안녕"]);
    await ask(page, "two");
    assertEquals(await said(server.origin, thread), ["one", "안녕", "two", "안녕"]);
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.locator(".turn").nth(1).waitFor();
    await ask(other, "three");
    const all = ["one", "안녕", "two", "안녕", "three", "안녕"];
    assertEquals(await said(server.origin, thread), all);
  },
);

const POST = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };

browserTest(
  "the page tells a server that has forgotten the thread what was said",
  { complaints: /404|503/ },
  async (page) => {
    await using server = serveGraph(chat());
    await page.goto(server.origin);
    await ask(page, "one");
    const thread = await threadOf(page);
    await fetch(`${server.origin}/threads/${thread}`, { method: "DELETE" });
    await page.reload();
    await page.locator(".turn").waitFor();
    await page.route("**/graph/stream", (route) => route.fulfill({ status: 503 }), { times: 1 });
    await ask(page, "refused");
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

browserTest("a link shows what a graph asks, and takes the answer", {}, async (page) => {
  await using server = serveGraph(approves());
  await page.goto(server.origin);
  await ask(page, "go");
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByRole("button", { name: "Approve" }).click();
  await over(other, 1);
  const decided = '{"decisions":[{"type":"approve"}]}';
  assertEquals(await other.locator(".output").last().textContent(), decided);
  await page.reload();
  await page.locator(".output").filter({ hasText: decided }).waitFor();
  assertEquals(await page.locator(".asks").count(), 0);
});

/** A graph whose first answer waits for the test. */
function gated() {
  const gate = Promise.withResolvers<void>();
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("wait", async ({ messages }) => {
      if (messages.length === 1) await gate.promise;
      return { messages: [await says("안", "녕").invoke(messages)] };
    })
    .addEdge(START, "wait").compile();
  return { runnables: { graph: graph as unknown as StreamableRunnable }, open: gate.resolve };
}

browserTest("a link shows an answer that comes to another tab", {}, async (page) => {
  const { runnables, open } = gated();
  await using server = serve({ runnables });
  await page.goto(server.origin);
  await begin(page, "one");
  await page.locator(".answer[aria-busy=true]").waitFor();
  await page.waitForFunction(async () => {
    const response = await fetch(`threads/${location.hash.slice("#thread=".length)}`);
    return response.ok && (await response.json()).values.messages?.length === 1;
  });
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.locator(".output").filter({ hasText: "under way in another tab" }).waitFor();
  open();
  await other.locator(".output").filter({ hasText: /^안녕$/ }).waitFor();
  await over(page, 0);
});

browserTest("the page takes up a graph's running answer in its thread", {}, async (page) => {
  const { runnables, open } = gated();
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
  open();
  await over(page, 0);
  assertEquals(await page.locator(".output").textContent(), "안녕");
  await ask(page, "two");
  assertEquals(await said(server.origin, thread), ["one", "안녕", "two", "안녕"]);
});
