import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { Client } from "npm:@langchain/langgraph-sdk@1.15.0";
import { browserTest } from "../browser/browser.ts";
import { KEEPS_SOCKETS } from "../clients/serve.ts";
import { RedisServer, whyNoRedis } from "../support/stores/redis_server.ts";
import { ExampleProcess } from "./example_process.ts";
import { type Example, startExample } from "./start_example.ts";

function assertMatches(text: string, pattern: RegExp): void {
  assert(pattern.test(text), `${text} does not match ${pattern}`);
}

/** Declares a test of an example. */
function exampleTest(file: string, run: (example: Example) => Promise<void>): void {
  Deno.test(`the example ${file} does what it says`, KEEPS_SOCKETS, async () => {
    await using example = await startExample(file);
    await run(example);
  });
}

exampleTest("own_chain.ts", async ({ runNext }) => {
  const reply = await runNext();
  assertMatches(
    reply,
    /"end_reason":"marker","end_marker":"END".*"output":"Why did the cat .*mouse\. "/,
  );
  assert(!reply.includes("and more"));
});

exampleTest("json_form.ts", async ({ origin, runNext }) => {
  const { output } = JSON.parse(await runNext());
  assertEquals(output, { title: "Bibimbap", minutes: 30, steps: ["Cook the rice", "Mix it all"] });
  const schema = await (await fetch(`${origin}/recipe/input_schema`)).json();
  assertEquals(schema.properties.ingredient.description, "What do you have?");
  const body = JSON.stringify({ input: { people: 2 } });
  const refused = await fetch(`${origin}/recipe/invoke`, { method: "POST", body });
  const problem = await refused.json();
  assertEquals([refused.status, problem.errors[0].pointer], [422, "#/input/ingredient"]);
});

exampleTest("rag.ts", async ({ runNext }) => {
  const reply = await runNext();
  const data = [...reply.matchAll(/event: data\ndata: (.*)/g)].map(([, json = ""]) =>
    JSON.parse(json)
  );
  const context = data.findIndex((value) => value.context?.[0]?.metadata.source === "deno.md");
  const answer = data.findIndex((value) => value.answer !== undefined);
  assert(context !== -1 && context < answer, reply);
  assertEquals(data.map((value) => value.answer ?? "").join(""), "In 2018.");
});

exampleTest("approval.ts", async ({ runNext }) => {
  const asked = JSON.parse(await runNext()).metadata;
  assertEquals(asked.end_reason, "interrupt");
  assertEquals(asked.interrupts[0].value.question, "May I send this?");
  assertEquals(JSON.parse(await runNext()).output, "Done: Sent to kim@example.org.");
});

exampleTest("graph.ts", async ({ origin, runNext }) => {
  assertMatches(await runNext(), /"output":"Roses are red, violets are blue\."/);
  const client = new Client({ apiUrl: origin });
  const { thread_id } = await client.threads.create();
  const input = { messages: [{ role: "user", content: "A poem!" }] };
  const values = await client.runs.wait(thread_id, "poet", { input });
  const contents = (values as { messages: { content: string }[] }).messages.map((it) => it.content);
  assertEquals(contents, ["A poem!", "Roses are red.", "Roses are red, violets are blue."]);
});

exampleTest("in_hono.ts", async ({ origin, runNext }) => {
  assertMatches(await runNext(), /"output":"Hello from Hono!"/);
  assertMatches(await runNext(), /"output":"Hello from Hono!"/);
  assertEquals(await (await fetch(origin)).text(), "My own page");
});

Deno.test("the example database.ts does what it says", KEEPS_SOCKETS, async () => {
  const path = await Deno.makeTempFile();
  Deno.env.set("DATABASE", path);
  try {
    await using example = await startExample("database.ts");
    await example.runNext();
    using database = new DatabaseSync(path);
    const { id: _, duration_ms: __, splits, ...row } = database.prepare("SELECT * FROM answers")
      .get() ?? {};
    assertEquals(row, {
      input: '{"question":"Hi"}',
      output: '"Kept for ever."',
      end_reason: "stop",
    });
    assertEquals(JSON.parse(String(splits)).join(""), "Kept for ever.");
  } finally {
    Deno.env.delete("DATABASE");
    await Deno.remove(path);
  }
});

browserTest("the example react_page shows an answer as it comes", {}, async (page) => {
  await using example = await startExample("react_page/main.ts");
  await page.goto(example.origin);
  await page.fill("input", "로라야 너 MBTI 뭐야?");
  await page.press("input", "Enter");
  await page.waitForFunction("document.querySelector('.assistant')?.textContent.length > 3");
  await page.waitForSelector("button:text('Ask'):not([disabled])");
  const answer = await page.textContent(".assistant") ?? "";
  assert(answer.length > 3 && !answer.includes("(답변 종료)"), answer);
});

const reason = await whyNoRedis();
Deno.test({
  name: "the example two_servers.ts does what it says" + (reason ? ` (skipped: ${reason})` : ""),
  ignore: reason !== undefined,
  ...KEEPS_SOCKETS,
  async fn() {
    await using redis = await RedisServer.start();
    const env = { PORT: "0", REDIS_URL: redis.url };
    const starting = [1, 2].map(() => ExampleProcess.start("two_servers", env));
    await using a = await starting[0];
    await using b = await starting[1];
    assert(a !== undefined && b !== undefined);
    const reply = await fetch(`${a.origin}/long/stream`, {
      method: "POST",
      body: '{"input":"Hi"}',
    });
    const path = reply.headers.get("content-location") ?? "";
    assertMatches(path, /^\/runs\/.+\/stream$/);
    await reply.body?.cancel();
    const rest = await fetch(b.origin + path, { headers: { "last-event-id": "7" } });
    const events = await rest.text();
    assertMatches(events, /^id: 8\nevent: data\n/);
    assertMatches(events, /"output":"(A long answer\. ){10}"/);
  },
});

Deno.test("deno task example runs a graph with one copy of LangChain's core", async () => {
  await using example = await ExampleProcess.start("graph", {
    DENO_SERVE_ADDRESS: "tcp:127.0.0.1:0",
  });
  assert(!example.said.includes("another copy"), example.said);
});

Deno.test("deno task example lists the examples that there are", async () => {
  const { code, stderr } = await ExampleProcess.command("nothing", {}).output();
  assertEquals(code, 2);
  const [, list = ""] = new TextDecoder().decode(stderr).match(/^Names: (.*)$/m) ?? [];
  const folder = new URL(".", import.meta.url);
  const files = (await Array.fromAsync(Deno.readDir(folder)))
    .map(({ name }) => name)
    .filter((name) => !/^run|_test|start_|_process|\.lock$/.test(name));
  assertEquals(list.split(", ").toSorted(), files.map((it) => it.replace(".ts", "")).toSorted());
  const parts = files.flatMap((it) =>
    it.endsWith(".ts") ? it : [`${it}/main.ts`, `${it}/page.jsx`]
  );
  for (const file of parts) {
    const lines = (await Deno.readTextFile(new URL(file, folder))).split("\n").length - 1;
    assert(lines <= 40, `${file} has ${lines} lines`);
  }
});
