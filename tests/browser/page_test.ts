/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import axe from "npm:axe-core@^4.11.0";
import type { Page } from "npm:playwright-core@~1.56.1";
import { type AppOptions, createApp } from "../../src/mod.ts";
import { serve } from "../clients/serve.ts";
import { failAfter, FakeRunnable } from "../support/models/runnables.ts";
import { transcripts } from "../support/models/transcripts.ts";
import { Upstream, type UpstreamReply } from "../support/models/upstream.ts";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableLambda } from "@langchain/core/runnables";
import { browserTest } from "./browser.ts";
import { ask, heard, over } from "./page_actions.ts";

const MARKER = "(답변 종료)";
const [hello = { user_message: "", token_splits: "", output: "", splits: [] }] = transcripts;

/** What a page's server refuses with shows on the browser's console, too. */
const REFUSALS = /status of|ERR_(CONNECTION|INCOMPLETE)/;

/** Serves the built-in runnables on a model's server. */
function serveOn(upstream: Upstream, options: AppOptions = {}) {
  const model = {
    provider: "openai",
    model: "m",
    baseUrl: upstream.baseUrl,
    maxRetries: 0,
  } as const;
  return serve({ model, ...options });
}

/** Answers piece by piece, as often as the test lets it. */
function gated(chunks: readonly string[]) {
  const gates = chunks.map(() => Promise.withResolvers<void>());
  const reply: UpstreamReply = {
    chunks,
    pace: (index) => gates[index]?.promise ?? Promise.resolve(),
  };
  return {
    reply,
    open: (count: number) => gates.slice(0, count).forEach(({ resolve }) => resolve()),
  };
}

const choose = (page: Page, what: "runnable" | "view", value: string) =>
  page.locator(`[name=${what}][value=${value}]`).check({ force: true });
const output = (page: Page) => page.locator(".output").last();
const fact = (page: Page, term: string) =>
  page.locator(`#inspector dl div:has(dt:text-is("${term}")) dd`).last().textContent();

browserTest("the page shows each token before the answer is complete", {}, async (page) => {
  const { reply, open } = gated(["안녕", "! ", "반가워 ", MARKER]);
  await using upstream = new Upstream(reply);
  await using server = serveOn(upstream);
  await page.goto(server.origin);
  await ask(page, "안녕?");
  for (const [count, text] of [[1, "안녕"], [2, "안녕! "], [3, "안녕! 반가워 "]] as const) {
    open(count);
    await heard(page, text);
    assertEquals(await page.locator(".answer").getAttribute("aria-busy"), "true");
    assertEquals(upstream.open, 1);
  }
  open(4);
  await over(page);
  assertEquals(await output(page).textContent(), "안녕! 반가워 ");
  assertEquals(await fact(page, "Ended"), `by the end marker ${MARKER}`);
  assertEquals(await fact(page, "Splits"), "4 splits");
});

browserTest("the page shows the splits, empty ones and the marker, too", {}, async (page) => {
  await using server = serve();
  await page.goto(server.origin);
  await ask(page, hello.user_message);
  await over(page);
  assertEquals(await output(page).textContent(), hello.output);
  assert(await page.locator(".splits").isVisible());
  assert(!await output(page).isVisible());
  assertEquals(await page.locator(".split").allTextContents(), hello.splits);
  const marked = await page.locator(".split .marker").allTextContents();
  assertEquals(marked.join(""), `${MARKER} `);
  const empty = hello.splits.filter((split) => split === "").length;
  assertEquals(await page.locator(".split.empty").count(), empty);
  const line = await page.locator(".facts").textContent() ?? "";
  assert(line.includes(`${hello.splits.length} splits, ${empty} empty`), line);

  await choose(page, "view", "text");
  assert(!await page.locator(".splits").isVisible());
  assert(await output(page).isVisible());
});

browserTest("the page has the token split text to copy", {
  permissions: ["clipboard-read", "clipboard-write"],
}, async (page) => {
  await using server = serve();
  await page.goto(server.origin);
  await ask(page, hello.user_message);
  await over(page);
  const details = page.locator("#inspector details").filter({ hasText: "Token split text" });
  await details.locator("summary").click();
  assertEquals(await details.locator("pre").textContent(), hello.token_splits);
  await details.getByRole("button", { name: "Copy" }).click();
  await details.getByRole("button", { name: "Copied" }).waitFor();
  assertEquals(await page.evaluate(() => navigator.clipboard.readText()), hello.token_splits);
});

browserTest("the page stops the model when the reader does", {}, async (page) => {
  const { reply, open } = gated(["one ", "two"]);
  await using upstream = new Upstream(reply);
  await using server = serveOn(upstream);
  await page.goto(server.origin);
  await ask(page, "?");
  open(1);
  await heard(page, "one ");
  await page.getByRole("button", { name: "Stop" }).click();
  await upstream.cancelled;
  await over(page);
  assertEquals(await output(page).textContent(), "one ");
  assertEquals(await fact(page, "Ended"), "stopped by you");
  open(2);
});

browserTest("the page stops with the Escape key", {}, async (page) => {
  const { reply, open } = gated(["one ", "two"]);
  await using upstream = new Upstream(reply);
  await using server = serveOn(upstream);
  await page.goto(server.origin);
  await ask(page, "?");
  open(1);
  await heard(page, "one ");
  await page.keyboard.press("Escape");
  await upstream.cancelled;
  await over(page);
  open(2);
});

browserTest("the page stops the model when it is closed", {}, async (page) => {
  const { reply, open } = gated(["one ", "two"]);
  await using upstream = new Upstream(reply);
  await using server = serveOn(upstream);
  await page.goto(server.origin);
  await ask(page, "?");
  open(1);
  await heard(page, "one ");
  await page.close();
  await upstream.cancelled;
  open(2);
});

browserTest("the page sends the conversation along, until it is cleared", {}, async (page) => {
  await using upstream = new Upstream((turn) => ({ chunks: [`answer ${turn}`, MARKER] }));
  await using server = serveOn(upstream, { systemPrompt: "" });
  await page.goto(server.origin);
  const sent = (turn: number) =>
    upstream.requests[turn]?.messages.map(({ role, content }) => `${role}: ${content}`);
  const START = " (답변 시작)";

  await ask(page, "first");
  await over(page);
  await ask(page, "second");
  await over(page);
  assertEquals(sent(0), [`user: first${START}`]);
  assertEquals(sent(1), ["user: first", "assistant: answer 0", `user: second${START}`]);

  await page.getByRole("button", { name: "New chat" }).click();
  assertEquals(await page.locator(".turn").count(), 0);
  await ask(page, "third");
  await over(page);
  assertEquals(sent(2), [`user: third${START}`]);
});

browserTest(
  "the page remembers as much of an answer as came before it was stopped",
  {},
  async (page) => {
    const { reply, open } = gated(["one ", "two"]);
    await using upstream = new Upstream((turn) => turn === 0 ? reply : { chunks: ["ok"] });
    await using server = serveOn(upstream, { systemPrompt: "" });
    await page.goto(server.origin);
    await ask(page, "first");
    open(1);
    await heard(page, "one ");
    await page.keyboard.press("Escape");
    await over(page);
    await ask(page, "second");
    await over(page);
    const roles = upstream.requests[1]?.messages.map(({ content }) => content);
    assertEquals(roles, ["first", "one ", "second (답변 시작)"]);
    open(2);
  },
);

browserTest("the page shows an agent's steps as they happen", {}, async (page) => {
  const { reply, open } = gated(["It is ", "2.", MARKER]);
  const call = {
    tool_calls: [{
      index: 0,
      id: "call_1",
      type: "function",
      function: { name: "calculate", arguments: '{"expression":"1 + 1"}' },
    }],
  };
  await using upstream = new Upstream((turn) =>
    turn === 0 ? { chunks: [call], finishReason: "tool_calls" } : reply
  );
  await using server = serveOn(upstream);
  await page.goto(server.origin);
  await choose(page, "runnable", "agent");
  await ask(page, "1 + 1?");
  await page.locator(".steps .result").waitFor();
  assertEquals(await page.locator(".steps li").allTextContents(), [
    'calculate {"expression":"1 + 1"}',
    "calculate 2",
  ]);
  assertEquals(await output(page).textContent(), "");
  open(3);
  await over(page);
  assertEquals(await output(page).textContent(), "It is 2.");
});

browserTest("the page says what to do when the model fails, and tries again", {
  complaints: REFUSALS,
}, async (page) => {
  await using upstream = new Upstream((turn) =>
    turn === 0
      ? Response.json({ error: { message: "overloaded" } }, { status: 500 })
      : { chunks: ["now it works", MARKER] }
  );
  await using server = serveOn(upstream);
  await page.goto(server.origin);
  await ask(page, "?");
  const alert = page.getByRole("alert");
  await alert.waitFor();
  const said = await alert.textContent() ?? "";
  assert(said.includes("Try again.") && said.includes("The model's server failed (500)."), said);
  assert(!said.includes("overloaded"), said);

  await page.getByRole("button", { name: "Try again" }).click();
  await heard(page, "now it works");
  await over(page);
  assertEquals(await page.locator(".turn").count(), 1);
});

browserTest("the page keeps what came before a failure", {}, async (page) => {
  const chain = new FakeRunnable(() => failAfter(["half an "]));
  await using server = serve({ runnables: { chain } });
  await page.goto(server.origin);
  await ask(page, "?");
  await page.getByRole("alert").waitFor();
  assertEquals(await output(page).textContent(), "half an ");
  assertEquals(await fact(page, "Ended"), "failed");
});

browserTest("the page says when the server is gone", { complaints: REFUSALS }, async (page) => {
  {
    await using server = serve();
    await page.goto(server.origin);
    await page.locator("#runnables label").first().waitFor();
  }
  await ask(page, "?");
  const said = await page.getByRole("alert").textContent() ?? "";
  assert(said.startsWith("The server cannot be reached."), said);
});

browserTest("the page asks for a key where one is wanted, and keeps it in the tab", {
  complaints: REFUSALS,
}, async (page) => {
  const app = createApp({ model: { provider: "demo", tokenDelayMs: 0 } });
  const guarded = (request: Request) =>
    request.method === "POST" && request.headers.get("authorization") !== "Bearer secret"
      ? Response.json({ message: "There is no key." }, { status: 401 })
      : app(request);
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, guarded);
  try {
    await page.goto(`http://127.0.0.1:${server.addr.port}`);
    const key = page.getByLabel("Key");
    assert(!await key.isVisible());
    await ask(page, hello.user_message);
    await page.getByText("This server requires a key. Enter it below").waitFor();
    await key.fill("wrong");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("does not accept the key").waitFor();
    await key.fill("secret");
    await key.press("Enter");
    await over(page);
    assertEquals(await output(page).textContent(), hello.output);

    const kept = await page.evaluate(() => [
      sessionStorage.getItem("splitstream-key"),
      localStorage.length,
    ]);
    assertEquals(kept, ["secret", 0]);
    assertEquals(await page.context().cookies(), []);
    await page.reload();
    assertEquals(await key.inputValue(), "secret");
  } finally {
    await server.shutdown();
  }
});

browserTest("the page takes no text for markup", {}, async (page) => {
  const markup = '<img src=x onerror="document.title=1"><script>document.title = 1</script>';
  const chain = new FakeRunnable(() => [markup, "</p>", MARKER]);
  await using server = serve({ runnables: { chain } });
  await page.goto(server.origin);
  await ask(page, markup);
  await over(page);
  assertEquals(await output(page).textContent(), `${markup}</p>`);
  assertEquals(await page.locator(".question").textContent(), `You: ${markup}`);
  assertEquals(await page.locator("main img, main script").count(), 0);
  assertEquals(await page.title(), "Splitstream");
});

browserTest("the page does not run a script that is put into it", {
  complaints: /TrustedScript/,
}, async (page) => {
  await using server = serve();
  await page.goto(server.origin);
  await page.evaluate(() => {
    const script = document.createElement("script");
    const text = document.createTextNode("document.title = 'owned'");
    script.append(text);
    document.body.append(script);
  }).catch(() => {}); // so much the better: it does not even let it be made
  assertEquals(await page.title(), "Splitstream");
});

browserTest("the page offers what the server runs", {}, async (page) => {
  const fake = (text: string) => new FakeRunnable(() => [text]);
  await using server = serve({ runnables: { mine: fake("of mine"), yours: fake("of yours") } });
  await page.goto(server.origin);
  await page.locator("#runnables label").nth(1).waitFor();
  assertEquals(await page.locator("#runnables label").allTextContents(), ["mine", "yours"]);
  assertEquals(await page.locator("#model").textContent(), "");
  assert(!await page.locator("#demo").isVisible());
  await choose(page, "runnable", "yours");
  await ask(page, "?");
  await over(page);
  assertEquals(await output(page).textContent(), "of yours");
  assertEquals(await fact(page, "Ended"), "the model finished");
});

browserTest("the page has a field for each variable, and shows JSON values", {}, async (page) => {
  const prompt = ChatPromptTemplate.fromTemplate("Translate {text} into {language}");
  const mirror = RunnableLambda.from(async function* (value: unknown) {
    yield { prompt: await Promise.resolve(String(value)) };
  });
  const chat = new FakeRunnable(() => ["hello"]);
  await using server = serve({ runnables: { translate: prompt.pipe(mirror as never), chat } });
  await page.goto(server.origin);
  await page.locator("#variables textarea").nth(1).waitFor();
  assert(!await page.locator("#message").isVisible());
  await page.locator("[name=text]").fill("곰");
  await page.locator("[name=language]").fill("English");
  await page.locator("#send").click();
  await over(page);
  const value = JSON.parse(await output(page).textContent() ?? "");
  assertEquals(value, { prompt: "Human: Translate 곰 into English" });
  assertEquals(await page.locator(".question").textContent(), "You: text: 곰\nlanguage: English");

  await choose(page, "runnable", "chat");
  await page.locator("#message").waitFor();
  assert(!await page.locator("#variables").isVisible());
  await ask(page, "?");
  await over(page);
  assertEquals(await output(page).textContent(), "hello");
});

browserTest("the page says that the demo is one, and how to get a model", {}, async (page) => {
  await using server = serve();
  await page.goto(server.origin);
  await page.getByText("This is a demo").waitFor();
  const said = await page.locator("#demo").textContent() ?? "";
  for (const name of ["OPENAI_API_KEY", "OPENAI_MODEL", "OPENAI_BASE_URL"]) {
    assert(said.includes(name), said);
  }
});

browserTest("the page is tried with one click", {}, async (page) => {
  await using server = serve();
  await page.goto(server.origin);
  await page.getByRole("button", { name: "12 * (3 + 4) / 5 = ?" }).click();
  await over(page);
  assertEquals(await page.locator(".steps .result").textContent(), "calculate 16.8");
  assert(!await page.locator("#welcome").isVisible());
});

browserTest("the page is used with the keyboard alone", {}, async (page) => {
  await using server = serve();
  await page.goto(server.origin);
  await page.locator("#runnables label").first().waitFor();
  await page.keyboard.type("one");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("two");
  assertEquals(await page.locator("#message").inputValue(), "one\ntwo");
  await page.keyboard.press("Shift+Tab"); // to the settings
  await page.keyboard.press("Shift+Tab"); // to the view
  await page.keyboard.press("ArrowRight");
  assertEquals(await page.locator("[name=view]:checked").inputValue(), "text");
  await page.keyboard.press("Shift+Tab"); // to the runnable
  await page.keyboard.press("ArrowLeft");
  assertEquals(await page.locator("[name=runnable]:checked").inputValue(), "model");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await over(page);
  assertEquals(await page.locator("#message").inputValue(), "");
  assert(await page.locator("#message").evaluate((node) => node === document.activeElement));
});

browserTest("the page tells a screen reader when the answer is complete", {}, async (page) => {
  await using server = serve();
  await page.goto(server.origin);
  await ask(page, hello.user_message);
  await over(page);
  const status = await page.getByRole("status").textContent();
  assertEquals(status, `The answer is complete: ${hello.output}`);
});

browserTest("the page speaks Korean to who reads Korean", { locale: "ko-KR" }, async (page) => {
  await using server = serve();
  await page.goto(server.origin);
  await page.getByRole("button", { name: "보내기" }).waitFor();
  assertEquals(await page.locator("html").getAttribute("lang"), "ko");
  await ask(page, hello.user_message);
  await over(page);
  assertEquals(await fact(page, "끝난 이유"), `종료 마커 ${MARKER}`);
});

browserTest("the page speaks English to who reads neither", { locale: "fr-FR" }, async (page) => {
  await using server = serve();
  await page.goto(server.origin);
  await page.getByRole("button", { name: "Send" }).waitFor();
  assertEquals(await page.locator("html").getAttribute("lang"), "en");
});

browserTest("the page fits a narrow screen", {
  viewport: { width: 320, height: 568 },
  isMobile: true,
  hasTouch: true,
}, async (page) => {
  const says = `${"https://example.com/".repeat(20)} ${"가".repeat(300)}`;
  const chain = new FakeRunnable(() => [says, MARKER]);
  await using server = serve({ runnables: { chain } });
  await page.goto(server.origin);
  await ask(page, "a".repeat(200));
  await over(page);
  for (const view of ["text", "splits", "markdown", "wire"]) {
    await choose(page, "view", view);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assertEquals(width, 320, view);
  }
  const send = await page.locator("#send").boundingBox();
  assert(send !== null && send.x + send.width <= 320 && send.y + send.height <= 568);
});

browserTest("the page follows a long answer, unless its reader scrolls up", {}, async (page) => {
  const { reply, open } = gated(Array.from({ length: 400 }, (_, i) => `line ${i}\n`));
  await using upstream = new Upstream(reply);
  await using server = serveOn(upstream);
  await page.goto(server.origin);
  await ask(page, "?");
  open(200);
  await heard(page, "line 199\n");
  await page.waitForFunction(() => {
    const { scrollHeight, clientHeight } = document.documentElement;
    return scrollY > 1000 && scrollHeight - scrollY - clientHeight < 300;
  });
  await page.evaluate(() => scrollTo(0, 0));
  open(400);
  await heard(page, "line 399\n");
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  assertEquals(await page.evaluate(() => scrollY), 0);
});

browserTest("the page does not lay itself out anew for each token", {}, async (page) => {
  const tokens = 3_000;
  const chain = new FakeRunnable(() => Array.from({ length: tokens }, (_, i) => `word${i} `));
  await using server = serve({ runnables: { chain } });
  await page.goto(server.origin);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await ask(page, "?");
  await over(page);
  const { metrics } = await session.send("Performance.getMetrics");
  const layouts = metrics.find(({ name }) => name === "LayoutCount")?.value ?? NaN;
  assert(layouts < tokens / 3, `${layouts} layouts for ${tokens} tokens`);
  assertEquals(await page.locator(".split").count(), tokens);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of colorScheme === "light" ? [390, 1920] : [1100]) {
    const title = `the page has no barriers that axe-core knows of (${colorScheme}, ${width} px)`;
    browserTest(title, { colorScheme, viewport: { width, height: 800 } }, async (page) => {
      const broken = new FakeRunnable(() => failAfter(["half"]));
      const chain = new FakeRunnable(() => ["one ", "", "two ", MARKER]);
      await using server = serve({ runnables: { chain, broken } });
      await page.goto(server.origin);
      await page.locator("#runnables label").first().waitFor();
      await page.evaluate(() => document.getElementById("demo")?.removeAttribute("hidden"));
      await assertNoBarriers(page);

      await ask(page, "?");
      await over(page);
      await choose(page, "runnable", "broken");
      await ask(page, "?");
      await page.getByRole("alert").waitFor();
      if (width < 1100) await page.locator(".open-details").last().click();
      await page.getByText("Token split text").click();
      await page.locator(".split").first().click();
      await assertNoBarriers(page);
      if (width < 1100) await page.getByRole("button", { name: "Close" }).click();
      await page.evaluate(() => document.getElementById("key-row")?.removeAttribute("hidden"));
      await assertNoBarriers(page);
      await choose(page, "view", "wire");
      await assertNoBarriers(page);

      const [red = 0] = await page.evaluate(() =>
        getComputedStyle(document.body).backgroundColor.match(/\d+/g)?.map(Number) ?? []
      );
      assertEquals(red < 128, colorScheme === "dark");
    });
  }
}

async function assertNoBarriers(page: Page) {
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate(() =>
    (Reflect.get(globalThis, "axe") as typeof axe).run(document)
  ) as axe.AxeResults;
  assert(passes.length > 10, "axe-core did not look");
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  assertEquals(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
}

browserTest("the page takes a message before it knows what is served", {}, async (page) => {
  const mine = new FakeRunnable(() => ["안녕"]);
  await using server = serve({ runnables: { mine } });
  const known = Promise.withResolvers<void>();
  await page.route("**/healthz", async (route) => {
    await known.promise;
    await route.continue();
  });
  const asked = page.waitForRequest("**/healthz");
  await page.goto(server.origin, { waitUntil: "commit" });
  await asked;
  await ask(page, "?");
  known.resolve();
  await heard(page, "안녕");
  assertEquals(mine.inputs.length, 1);
});

browserTest("the client is imported by a page of any origin", {}, async (page) => {
  await using server = serve();
  const html = "<!DOCTYPE html><link rel=icon href=data:,><title>Another</title>";
  const other = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response(html, { headers: { "content-type": "text/html" } }),
  );
  try {
    await page.goto(`http://127.0.0.1:${other.addr.port}`);
    const type = await page.evaluate(async (url) => {
      const { stream } = await import(url);
      return typeof stream;
    }, `${server.origin}/client.js`);
    assertEquals(type, "function");
  } finally {
    await other.shutdown();
  }
});
