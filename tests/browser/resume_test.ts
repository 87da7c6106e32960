/// <reference lib="dom" />
import { assertEquals } from "@std/assert";
import { serve } from "../clients/serve.ts";
import { FakeRunnable } from "../support/models/runnables.ts";
import { breakingProxy } from "./breaking_proxy.ts";
import { browserTest } from "./browser.ts";
import { ask, heard, over } from "./page_actions.ts";

const WORDS = ["하나 ", "", "둘😀\n", "셋 ", "넷", "(답변 종료)"];

/** A chain that waits for the test after its third word. */
function gated() {
  const gate = Promise.withResolvers<void>();
  const chain = new FakeRunnable(async function* () {
    for (const [i, word] of WORDS.entries()) {
      if (i === 3) await gate.promise;
      yield word;
    }
  });
  return { chain, open: gate.resolve };
}

for (
  const [name, journal] of Object.entries({
    "waits for its reader": { resumeMs: 60_000 },
    "goes on without its reader": { allowDetached: true },
  })
) {
  browserTest(`the page takes up a running answer that ${name}`, {}, async (page) => {
    const { chain, open } = gated();
    await using server = serve({ runnables: { chain }, journal });
    await page.goto(server.origin);
    await ask(page, "?");
    await heard(page, "둘😀\n");
    await page.reload();
    await heard(page, "둘😀\n");
    assertEquals(await page.locator(".answer").getAttribute("aria-busy"), "true");
    assertEquals(await page.locator(".question").textContent(), "You: ?");
    open();
    await over(page);
    assertEquals(await page.locator(".output").textContent(), "하나 둘😀\n셋 넷");
    assertEquals(await page.locator(".split").allTextContents(), WORDS);
    await page.reload(); // it is over: nothing is to be taken up
    await over(page);
    assertEquals(await page.locator(".split").allTextContents(), WORDS);
    assertEquals(chain.inputs.length, 1);
  });
}

for (const button of ["Stop", "New chat"]) {
  for (const isTakenUp of [false, true]) {
    const which = isTakenUp ? "that it took up" : "that would go on without it";
    browserTest(`the page stops a running answer ${which}: ${button}`, {}, async (page) => {
      const chain = new FakeRunnable(async function* () {
        yield "가 ";
        await new Promise(() => {});
      });
      await using server = serve({ runnables: { chain }, journal: { allowDetached: true } });
      await page.goto(server.origin);
      const asked = page.waitForResponse(/\/chain\/stream$/);
      await ask(page, "?");
      const run = (await asked).headers()["content-location"] ?? "";
      await heard(page, "가 ");
      if (isTakenUp) await page.reload();
      await heard(page, "가 ");
      // Its time limit would stop it, too: only the request tells.
      const stopped = page.waitForResponse(`${server.origin}${run.replace("/stream", "/cancel")}`);
      await page.getByRole("button", { name: button }).click();
      assertEquals((await stopped).request().method(), "POST");
      await page.locator("#send").waitFor();
      await chain.aborted;
    });
  }
}

browserTest(
  "the page says that the connection is lost, and reads on where it can",
  { complaints: /ERR_FAILED/ },
  async (page) => {
    const { chain, open } = gated();
    await using server = serve({ runnables: { chain }, journal: { resumeMs: 60_000 } });
    await page.goto(server.origin);
    await ask(page, "?");
    await heard(page, "둘😀\n");
    await page.route("**/runs/*/stream", (route) => route.abort());
    await page.reload();
    await page.getByRole("alert").filter({ hasText: "The connection is lost." }).waitFor();
    await page.unroute("**/runs/*/stream");
    await page.getByRole("button", { name: "Read on" }).click();
    await heard(page, "둘😀\n");
    open();
    await over(page);
    assertEquals(await page.locator(".output").textContent(), "하나 둘😀\n셋 넷");
    assertEquals(await page.getByRole("alert").count(), 0);
  },
);

browserTest(
  "the page says that it comes back to an answer whose connection broke, and does",
  { complaints: /ERR_INCOMPLETE/ },
  async (page) => {
    const { chain, open } = gated();
    await using server = serve({ runnables: { chain }, journal: { resumeMs: 60_000 } });
    const [broken, back] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await using proxy = breakingProxy(server.origin, broken.promise);
    await page.route("**/runs/*/stream", async (route) => {
      await back.promise;
      await route.continue();
    });
    await page.goto(`http://127.0.0.1:${proxy.addr.port}`);
    await ask(page, "?");
    await heard(page, "둘😀\n");
    broken.resolve();
    await page.getByText("The connection broke. Trying again (1)…").waitFor();
    back.resolve();
    open();
    await over(page);
    assertEquals(await page.locator(".output").textContent(), "하나 둘😀\n셋 넷");
    assertEquals(await page.locator("p.wait").isVisible(), false);
    assertEquals(chain.inputs.length, 1);
  },
);

browserTest(
  "the page keeps what came of an answer whose connection was lost",
  { complaints: /ERR_INCOMPLETE/ },
  async (page) => {
    const { chain } = gated();
    await using server = serve({ runnables: { chain } });
    const broken = Promise.withResolvers<void>();
    await using proxy = breakingProxy(server.origin, broken.promise);
    await page.goto(`http://127.0.0.1:${proxy.addr.port}`);
    await ask(page, "?");
    await heard(page, "둘😀\n");
    broken.resolve();
    const alert = page.getByRole("alert");
    await alert.waitFor();
    assertEquals(
      await alert.locator("p").first().textContent(),
      "The connection is lost. The answer so far is kept.",
    );
    assertEquals(await alert.getByRole("button").allTextContents(), ["Ask again"]);
    assertEquals(await page.locator(".output").textContent(), "하나 둘😀\n");
    await alert.getByRole("button").click();
    await page.getByRole("alert").nth(1).waitFor();
    assertEquals(await page.locator(".output").first().textContent(), "하나 둘😀\n");
  },
);

browserTest("asking again takes the place of the answer in the conversation", {}, async (page) => {
  let turn = 0;
  const chain = new FakeRunnable(() => [`answer ${turn++}`]);
  await using server = serve({ runnables: { chain } });
  await page.goto(server.origin);
  await ask(page, "one");
  await over(page);
  await page.getByRole("button", { name: "Ask again" }).click();
  await page.locator(".answer").nth(1).waitFor();
  await over(page);
  await ask(page, "two");
  await page.locator(".answer").nth(2).waitFor();
  await over(page);
  // An answer that is not the last is asked for aside.
  await page.getByRole("button", { name: "Ask again" }).first().click();
  await page.locator(".answer").nth(3).waitFor();
  await over(page);
  await ask(page, "three");
  await page.locator(".answer").nth(4).waitFor();
  await over(page);
  const said = chain.inputs.map((input) => JSON.stringify(input).match(/answer \d/g) ?? []);
  const last = (texts: string[]) => [...new Set(texts)];
  assertEquals(said.map(last), [[], [], ["answer 1"], [], ["answer 1", "answer 2"]]);
});

browserTest(
  "an answer that was tried again is part of the conversation",
  { complaints: /status of/ },
  async (page) => {
    let turn = 0;
    const chain = new FakeRunnable(() => {
      if (turn++ === 0) throw new Error("not yet");
      return [`answer ${turn}`];
    });
    await using server = serve({ runnables: { chain } });
    await page.goto(server.origin);
    await ask(page, "one");
    await page.getByRole("button", { name: "Try again" }).click();
    await heard(page, "answer 2");
    await over(page);
    await ask(page, "two");
    await heard(page, "answer 3");
    const said = JSON.stringify(chain.inputs.at(-1));
    assertEquals(["one", "answer 2"].map((text) => said.includes(`"${text}"`)), [true, true]);
  },
);
