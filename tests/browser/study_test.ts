/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import type { Page } from "npm:playwright-core@~1.56.1";
import { createApp } from "../../src/mod.ts";
import { serve } from "../clients/serve.ts";
import { FakeRunnable } from "../support/models/runnables.ts";
import { transcripts } from "../support/models/transcripts.ts";
import { Upstream } from "../support/models/upstream.ts";
import { browserTest } from "./browser.ts";
import { ask as begin, over } from "./page_actions.ts";

const MARKER = "(답변 종료)";
const [hello = { user_message: "", output: "", splits: [] }] = transcripts;

async function ask(page: Page, message: string) {
  await begin(page, message);
  await over(page);
}

/** Waits until the page has been laid out, and has scrolled to its end. */
const settled = (page: Page) =>
  page.evaluate(async () => {
    for (let i = 0; i < 5; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
const inspector = (page: Page) => page.locator("#inspector");
const fact = (page: Page, term: string) =>
  page.locator(`#inspector dl div:has(dt:text-is("${term}")) dd`).first().textContent();
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

browserTest(
  "the page draws each split when it was read, and the pause before the marker",
  {},
  async (page) => {
    const chain = new FakeRunnable(async function* () {
      yield "a";
      yield "";
      await wait(400);
      yield MARKER;
    });
    await using server = serve({ runnables: { chain } });
    await page.goto(server.origin);
    await ask(page, "?");
    const bars = await page.locator(".timeline path").evaluateAll((paths) =>
      Object.fromEntries(paths.map((path) => [
        path.getAttribute("class") ?? "",
        path.getAttribute("d")?.match(/M/g)?.length ?? 0,
      ]))
    );
    assertEquals([bars.text, bars.empty, bars.marker], [1, 1, 1]);
    const gap = await fact(page, "Longest gap") ?? "";
    assert(gap.endsWith(" s") || parseInt(gap) >= 390, gap);
    const label = await page.getByRole("img").getAttribute("aria-label") ?? "";
    assert(label.startsWith("3 splits in ") && label.includes(`the longest gap is ${gap}`), label);
  },
);

browserTest(
  "the page says what is held back, and shows it before it is released",
  {},
  async (page) => {
    const gate = Promise.withResolvers<void>();
    const chain = new FakeRunnable(async function* () {
      yield "안녕 (답변";
      await gate.promise;
      yield "이 아니야)";
    });
    await using server = serve({ runnables: { chain } });
    await page.goto(server.origin);
    await page.locator("#message").fill("?");
    await page.locator("#message").press("Enter");
    await page.getByText("Holding back 3 characters").waitFor();
    assertEquals(await page.locator(".split.held").textContent(), "안녕 (답변");
    assertEquals(await page.locator(".output").textContent(), "안녕 ");
    gate.resolve();
    await over(page);
    assertEquals(await page.locator(".split.held").count(), 0);
    assertEquals(await page.locator(".output").textContent(), "안녕 (답변이 아니야)");
  },
);

browserTest("the page inspects a split by pointer and by keyboard", {}, async (page) => {
  const chain = new FakeRunnable(() => ["Hi", " \n", "", "😀", MARKER]);
  await using server = serve({ runnables: { chain } });
  await page.goto(server.origin);
  await ask(page, "?");
  await page.locator(".split").nth(1).hover();
  assertEquals(await inspector(page).locator(".glyphs").textContent(), "·↵");
  await page.locator(".splits").focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowRight");
  assertEquals(await inspector(page).locator("h3").first().textContent(), "Split 4 of 5");
  assertEquals(await fact(page, "UTF-8 bytes"), "4: F0 9F 98 80");
  assertEquals(await fact(page, "Code points"), "1: U+1F600");
  assertEquals(await fact(page, "text"), '"😀"');
  await page.keyboard.press("End");
  assertEquals(await fact(page, "end marker"), JSON.stringify(MARKER));
});

browserTest("the page shows glyphs that are not part of a copy", {
  permissions: ["clipboard-read", "clipboard-write"],
}, async (page) => {
  const chain = new FakeRunnable(() => ["- a\n", "", "\t- b", "\n"]);
  await using server = serve({ runnables: { chain } });
  await page.goto(server.origin);
  await ask(page, "?");
  const glyphs = await page.locator(".splits [data-glyph]").evaluateAll((nodes) =>
    nodes.map((node) => getComputedStyle(node, "::before").content)
  );
  assertEquals(glyphs, ['"·"', '"↵"', '"∅"', '"→"', '"·"', '"↵"']);
  await page.evaluate(() => {
    const splits = document.querySelector(".splits");
    if (splits !== null) getSelection()?.selectAllChildren(splits);
  });
  await page.keyboard.press("Control+c");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assertEquals(copied.trimEnd(), "- a\n\t- b");
  // Two lines: the second box is lower than the first.
  const [first, third] = await page.locator(".split").evaluateAll((boxes) =>
    [boxes[0], boxes[2]].map((box) => box?.getBoundingClientRect().top ?? 0)
  );
  assert((third ?? 0) > (first ?? 0) + 10, `${first} ${third}`);
});

browserTest("the page gives neighbours different colors, across empty splits", {}, async (page) => {
  const chain = new FakeRunnable(() => ["a", "", "b", "", "", "c"]);
  await using server = serve({ runnables: { chain } });
  await page.goto(server.origin);
  await ask(page, "?");
  const colors = await page.locator(".split:not(.empty)").evaluateAll((boxes) =>
    boxes.map((box) => getComputedStyle(box).backgroundColor)
  );
  assert(colors[0] !== colors[1] && colors[1] !== colors[2], `${colors}`);
});

browserTest(
  "the page shows probabilities and alternatives where the model gives them",
  {},
  async (page) => {
    await using server = serve();
    await page.goto(server.origin);
    await page.locator("#settings summary").click();
    await page.getByLabel("Token probabilities").check();
    await page.getByLabel("Color by probability").check();
    await ask(page, "How does streaming work?");
    await page.locator(".split").first().click();
    const cells = await inspector(page).locator(".split-details tbody tr").first().locator("td")
      .allTextContents();
    assertEquals(cells[0], "Stre");
    assert(/^\d+(\.\d+)? %$/.test(cells[1] ?? ""), cells[1]);
    assertEquals(cells[2]?.split(", ").length, 4);
    assert(await page.locator(".split[data-heat]").count() > 10);
  },
);

browserTest("the page sends the settings along, and as code", {}, async (page) => {
  await using upstream = new Upstream(() => ({ chunks: ["a STOP b"] }));
  const model = {
    provider: "openai",
    model: "m",
    models: ["big"],
    baseUrl: upstream.baseUrl,
  } as const;
  await using server = serve({ model });
  await page.goto(server.origin);
  await page.locator("#settings summary").click();
  await page.locator("#set-model").selectOption("big");
  await page.getByLabel("System prompt").fill("Be brief.");
  await page.getByLabel("End markers").fill("STOP");
  await page.getByLabel("Temperature").fill("0.3");
  await page.getByLabel("Maximum number").fill("99");
  await ask(page, "It's?");
  assertEquals(await page.locator(".output").textContent(), "a ");
  const request = upstream.requests[0] as unknown as Record<string, unknown>;
  assertEquals([request.model, request.temperature, request.max_tokens], ["big", 0.3, 99]);
  const messages = request.messages as { role: string; content: string }[];
  assertEquals(messages[0], { role: "system", content: "Be brief." });

  await inspector(page).locator("summary", { hasText: "Code" }).click();
  const code = inspector(page).locator("details", { hasText: "Code" }).first();
  const curl = await code.locator("pre").textContent() ?? "";
  const shell = new Deno.Command("sh", { args: ["-c", `${curl} -s -H accept:text/plain`] });
  const { stdout } = await shell.output();
  assertEquals(new TextDecoder().decode(stdout), "a ");
  assertEquals(
    (upstream.requests[1] as unknown as Record<string, unknown>).temperature,
    0.3,
  );
  assertEquals(await code.locator("option").allTextContents(), [
    "curl",
    "fetch",
    "Splitstream",
    "OpenAI",
    "AI SDK",
    "RemoteRunnable",
  ]);
});

browserTest("the page zooms where the pointer is drawn over the picture", {}, async (page) => {
  const chain = new FakeRunnable(async function* () {
    for (let i = 0; i < 12; i++) {
      yield `${i} `;
      await wait(20); // so that they are all over the picture
    }
  });
  await using server = serve({ runnables: { chain } });
  await page.goto(server.origin);
  await ask(page, "?");
  await settled(page);
  const bars = () => page.locator(".timeline path.text").getAttribute("d");
  const all = await bars();
  const box = await page.locator(".timeline").boundingBox();
  assert(box !== null);
  await page.mouse.move(box.x + box.width * 0.2, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 20, { steps: 4 });
  await page.mouse.up();
  const part = await bars() ?? "";
  assert(part !== all && part.split("M").length < (all ?? "").split("M").length, part);
  await page.getByRole("button", { name: "Show all" }).click();
  assertEquals(await bars(), all);
});

browserTest("the page draws 10,000 splits as bins, with their rate", {}, async (page) => {
  const chain = new FakeRunnable(async function* () {
    for (let i = 0; i < 10_000; i++) {
      if (i % 1_000 === 0) await wait(20);
      yield `w${i} `;
    }
  });
  await using server = serve({ runnables: { chain } });
  await page.goto(server.origin);
  await ask(page, "?");
  assertEquals(await page.locator(".split").count(), 10_000);
  assert(await page.locator(".timeline .bin").count() > 0);
  const points = await page.locator(".timeline .rate").getAttribute("points") ?? "";
  assert(points.split(" ").length > 50, points);
  const rate = await page.locator(".picture .hint").first().textContent() ?? "";
  assert(/^at most \d+ splits\/s$/.test(rate), rate);
});

browserTest("the page touches each of 10,000 splits once", {}, async (page) => {
  const count = 10_000;
  const chain = new FakeRunnable(async function* () {
    for (let i = 0; i < count; i++) {
      if (i % 250 === 0) await wait(5); // so that it is drawn many times
      yield i % 50 === 0 ? "\n" : `w${i} `;
    }
  });
  await using server = serve({ runnables: { chain } });
  await page.goto(server.origin);
  await page.evaluate(() => {
    const touched = { boxes: 0, attributes: 0, pictures: 0, inFrame: 0, maxInFrame: 0 };
    Object.assign(globalThis, { touched });
    const newFrame = () => {
      touched.inFrame = 0;
      requestAnimationFrame(newFrame);
    };
    requestAnimationFrame(newFrame);
    const isSplit = (node: Node) => node instanceof Element && node.matches(".split");
    new MutationObserver((changes) => {
      for (const { type, target, addedNodes, removedNodes } of changes) {
        if (!(target instanceof Element)) continue;
        if (target.matches(".timeline") && addedNodes.length > 0) {
          touched.pictures++;
          touched.maxInFrame = Math.max(touched.maxInFrame, ++touched.inFrame);
        }
        if (type === "attributes" && target.matches(".split")) touched.attributes++;
        touched.boxes += [...addedNodes, ...removedNodes].filter(isSplit).length;
      }
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
  await ask(page, "?");
  assertEquals(await page.locator(".split").count(), count);
  const { boxes, attributes, pictures, maxInFrame } = await page.evaluate(() =>
    Reflect.get(globalThis, "touched") as Record<string, number>
  );
  // A split whose text has not come yet is drawn as held back, and once more with its text.
  assert(boxes !== undefined && boxes < count * 1.5, `${boxes} boxes for ${count} splits`);
  assertEquals(attributes, 0);
  assert(pictures !== undefined && pictures > 2, `${pictures} pictures`);
  assert(maxInFrame !== undefined && maxInFrame <= 3, `${maxInFrame} pictures in a frame`);
  const sizes = await page.locator(".splits .block").evaluateAll((blocks) =>
    blocks.map(({ childElementCount }) => childElementCount)
  );
  assert(Math.max(...sizes) <= 250, `the largest block has ${Math.max(...sizes)} splits`);
});

browserTest("the page copies splits of several blocks as the text is", {}, async (page) => {
  const text = Array.from({ length: 2_500 }, (_, i) => i % 400 === 399 ? "\n" : `${i} `);
  const chain = new FakeRunnable(() => text);
  await using server = serve({ runnables: { chain } });
  await page.goto(server.origin);
  await ask(page, "?");
  assert(await page.locator(".splits .block").count() > 2);
  const copied = await page.locator(".splits").evaluate((splits) => {
    getSelection()?.selectAllChildren(splits);
    const { promise, resolve } = Promise.withResolvers<string>();
    addEventListener(
      "copy",
      ({ clipboardData }) => resolve(clipboardData?.getData("text/plain") ?? ""),
    );
    document.execCommand("copy");
    return promise;
  });
  assertEquals(copied, text.join(""));
});

browserTest("the page shows the frames of the reply, also in another format", {}, async (page) => {
  await using server = serve();
  await page.goto(server.origin);
  await ask(page, hello.user_message);
  await page.locator("[name=view][value=wire]").check({ force: true });
  const frames = async () => (await page.locator(".wire li code").allTextContents()).join("");
  const lines = (await frames()).trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines[0].event, "metadata");
  assertEquals(lines.at(-1), { event: "end" });
  await page.locator(".wire select").selectOption("SSE");
  await page.getByRole("button", { name: "Ask again as" }).click();
  await page.waitForFunction(() =>
    document.querySelector(".wire ol")?.textContent?.includes("event: end")
  );
  assert((await frames()).startsWith("id: 0\nevent: metadata\n"), await frames());
});

browserTest("the page replays an answer, and compares two on one axis", {}, async (page) => {
  await using server = serve();
  await page.goto(server.origin);
  await ask(page, hello.user_message);
  await page.locator("#inspector select").first().selectOption("4");
  await page.getByRole("button", { name: "Replay" }).click();
  await over(page);
  assertEquals(await page.locator(".split").allTextContents(), hello.splits);

  await page.getByRole("button", { name: "Compare with…" }).click();
  await page.getByText("Now choose another answer").waitFor();
  await page.getByRole("button", { name: "Ask again" }).click();
  await over(page);
  await page.locator(".comparison table").waitFor();
  assertEquals(await page.locator(".comparison .timeline").count(), 2);
  const row = page.locator('.comparison tr:has(th:text-is("Splits"))').locator("td");
  assertEquals(await row.allTextContents(), ["27 splits, 13 empty", "27 splits, 13 empty"]);
});

browserTest(
  "the page keeps the conversation over a reload, and lets a question be changed",
  {},
  async (page) => {
    await using upstream = new Upstream((turn) => ({ chunks: [`answer ${turn}`, MARKER] }));
    const model = { provider: "openai", model: "m", baseUrl: upstream.baseUrl } as const;
    await using server = serve({ model, systemPrompt: "" });
    await page.goto(server.origin);
    await ask(page, "first");
    await ask(page, "second");
    await page.reload();
    await page.locator(".turn").nth(1).waitFor();
    assertEquals(await page.locator(".output").allTextContents(), ["answer 0", "answer 1"]);

    await page.getByRole("button", { name: "Edit" }).last().click();
    assertEquals(await page.locator("#message").inputValue(), "second");
    assertEquals(await page.locator(".turn").count(), 1);
    await ask(page, "changed");
    const sent = upstream.requests[2]?.messages.map(({ content }) => content);
    assertEquals(sent, ["first", "answer 0", "changed (답변 시작)"]);
  },
);

browserTest("the page saves a record, and opens it again", {}, async (page) => {
  await using server = serve();
  await page.goto(server.origin);
  await ask(page, hello.user_message);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save the record" }).click(),
  ]);
  const path = await download.path();
  const { record } = JSON.parse(await Deno.readTextFile(path));
  assertEquals(record.splits, hello.splits);

  await page.getByRole("button", { name: "New chat" }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Open a record" }).click(),
  ]);
  await chooser.setFiles(path);
  await page.locator(".split").nth(26).waitFor();
  assertEquals(await page.locator(".split").allTextContents(), hello.splits);

  const [picture] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save the picture" }).click(),
  ]);
  const svg = await Deno.readTextFile(await picture.path());
  assert(
    svg.startsWith("<svg") && svg.includes("xmlns") && svg.includes("rgb("),
    svg.slice(0, 200),
  );
});

browserTest("the page shows Markdown without any markup of the model's", {}, async (page) => {
  const text = "# Hi *you*\n\n1. `a<b`\n\n```js\nlet x;\n```\n\n<img src=x onerror=alert(1)>\n\n" +
    "[bad](javascript:alert(1)) [good](https://example.com)\n\n| a |\n|---|\n| b |\n";
  const chain = new FakeRunnable(() => [text]);
  await using server = serve({ runnables: { chain } });
  await page.goto(server.origin);
  await page.locator("[name=view][value=markdown]").check({ force: true });
  await ask(page, "?");
  const markdown = page.locator(".markdown");
  assertEquals(await markdown.locator("h4").textContent(), "Hi you");
  assertEquals(await markdown.locator("ol code").textContent(), "a<b");
  assertEquals(await markdown.locator("pre").textContent(), "let x;");
  assertEquals(await markdown.locator("td").textContent(), "b");
  assertEquals(await markdown.locator("img").count(), 0);
  assert((await markdown.textContent() ?? "").includes("<img src=x onerror=alert(1)>"));
  const links = await markdown.locator("a").evaluateAll((all) =>
    all.map((link) => link.getAttribute("href"))
  );
  assertEquals(links, ["https://example.com"]);
});

browserTest("the page shows reasoning, and an agent's steps on the time axis", {}, async (page) => {
  await using server = serve();
  await page.goto(server.origin);
  await ask(page, "Please think first");
  assertEquals(
    await page.locator(".reasoning p").textContent(),
    "Let me see whether my script has that. ",
  );
  assert((await page.locator(".timeline path.reasoning").getAttribute("d"))?.startsWith("M"));

  await page.locator("[name=runnable][value=agent]").check({ force: true });
  await ask(page, "12 * (3 + 4) / 5 = ?");
  const steps = page.locator(".turn").last().locator(".timeline .step title");
  assertEquals(await steps.allTextContents(), ["model_request", "tools", "model_request"]);
});

browserTest("the page keeps the splits of an answer that was stopped", {}, async (page) => {
  const chain = new FakeRunnable(async function* () {
    yield "one ";
    yield "(답변";
    await new Promise(() => {});
  });
  await using server = serve({ runnables: { chain } });
  await page.goto(server.origin);
  await page.locator("#message").fill("?");
  await page.locator("#message").press("Enter");
  await page.locator(".split").nth(1).waitFor();
  await page.keyboard.press("Escape");
  await over(page);
  assertEquals(await page.locator(".split").allTextContents(), ["one ", "(답변"]);
  assertEquals(await fact(page, "Ended"), "stopped by you");
  const record = inspector(page).locator("pre", { hasText: '"end_reason"' });
  assert((await record.textContent() ?? "").includes('"token_splits": "one |(답변|"'));
});

browserTest("the page is about one's own app", {}, async (page) => {
  const tutor = new FakeRunnable(() => ["42"]);
  const app = createApp({
    runnables: { tutor: { runnable: tutor, description: "Knows it all" } },
    page: { title: "Tutor", examples: ["What is it?"] },
  });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, app);
  try {
    await page.goto(`http://127.0.0.1:${server.addr.port}`);
    await page.getByRole("button", { name: "What is it?" }).click();
    await over(page);
    assertEquals(await page.locator(".output").textContent(), "42");
    assertEquals([await page.title(), await page.locator("h1").textContent()], ["Tutor", "Tutor"]);
    const title = await page.locator("#runnables label").getAttribute("title");
    assertEquals(title, "Knows it all");
  } finally {
    await server.shutdown();
  }
  const none = createApp({ runnables: { tutor }, page: false });
  assertEquals((await none(new Request("http://localhost/"))).status, 404);
});
