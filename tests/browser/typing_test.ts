/// <reference lib="dom" />
import { assertEquals } from "@std/assert";
import { AIMessage } from "@langchain/core/messages";
import { interrupt, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import type { Page } from "npm:playwright-core@~1.56.1";
import type { StreamableRunnable } from "../../src/mod.ts";
import { approves } from "../clients/langgraph/graphs.ts";
import { serve } from "../clients/serve.ts";
import { browserTest } from "./browser.ts";
import { ask, loaded } from "./page_actions.ts";

const serveGraph = (graph: object) =>
  serve({ runnables: { graph: graph as unknown as StreamableRunnable } });

/** Holds what the page asks for next at such an address. @returns lets it go */
async function hold(page: Page, url: RegExp): Promise<() => void> {
  const gate = Promise.withResolvers<void>();
  await page.route(url, async (route) => {
    await gate.promise;
    await route.continue();
  }, { times: 1 });
  return gate.resolve;
}

browserTest("the page leaves the focus where its reader types while it loads", {}, async (page) => {
  await using server = serveGraph(approves());
  await page.goto(server.origin);
  await ask(page, "go");
  const reason = page.locator(".asks input");
  await reason.waitFor();
  const release = await hold(page, /\/input_schema/);
  await page.reload();
  await reason.focus();
  await page.keyboard.type("not ");
  release();
  await loaded(page);
  await page.keyboard.type("now");
  assertEquals(await reason.inputValue(), "not now");
  assertEquals(await page.locator("#message").inputValue(), "");
});

browserTest("the page focuses the message if its reader has chosen nothing", {}, async (page) => {
  await using server = serveGraph(approves());
  await page.goto(server.origin);
  await loaded(page);
  assertEquals(await page.locator("#message").evaluate((it) => it.matches(":focus")), true);
});

/** A graph that asks, and answers when the test lets it. */
function asksAndWaits() {
  const gate = Promise.withResolvers<void>();
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("ask", async () => {
      const answer = interrupt({ question: "Really?" });
      await gate.promise;
      return { messages: [new AIMessage(`${answer}`)] };
    })
    .addEdge(START, "ask").compile();
  return { graph, open: gate.resolve };
}

browserTest("a link keeps what is typed when another tab's answer comes", {}, async (page) => {
  const { graph, open } = asksAndWaits();
  await using server = serveGraph(graph);
  await page.goto(server.origin);
  await ask(page, "go");
  await page.locator(".asks textarea").fill("yes");
  await page.getByRole("button", { name: "Answer" }).click();
  await page.waitForFunction(async () => {
    const response = await fetch(`threads/${location.hash.slice("#thread=".length)}`);
    return response.ok && (await response.json()).status === "busy";
  });
  const other = await page.context().newPage();
  await other.goto(page.url());
  const output = other.locator(".output");
  await output.filter({ hasText: "under way in another tab" }).waitFor();
  assertEquals(await other.locator(".asks").count(), 0); // it is answered
  await loaded(other);
  await other.keyboard.type("and n");
  open();
  await output.filter({ hasText: /^yes$/ }).waitFor();
  await loaded(other);
  await other.keyboard.type("ow?");
  assertEquals(await other.locator("#message").inputValue(), "and now?");
});
