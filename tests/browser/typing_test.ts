/// <reference lib="dom" />
import { assertEquals } from "@std/assert";
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
