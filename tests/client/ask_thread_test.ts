import { assert, assertEquals } from "@std/assert";
import { MemorySaver } from "@langchain/langgraph";
import type { StreamableRunnable } from "../../src/mod.ts";
import { approves } from "../clients/langgraph/graphs.ts";
import { serve } from "../clients/serve.ts";
import { STORES } from "../fleet/fleet.ts";
import { FakeRunnable } from "../support/models/runnables.ts";
import { Upstream } from "../support/models/upstream.ts";
import { ask, AskProcess, hasTerminal } from "./ask_process.ts";

const sends = (checkpointer?: MemorySaver) =>
  approves(checkpointer) as unknown as StreamableRunnable;

Deno.test("ask goes on with a thread, in another process", async () => {
  const chain = new FakeRunnable(() => ["ok"]);
  await using server = serve({ runnables: { chain } });
  const args = ["--url", server.origin, "--thread", "t1"];
  for (const question of ["one", "two"]) await ask([...args, question]);
  await ask(["--url", server.origin, "three"]);
  const said = chain.inputs.map((input) =>
    ["one", "ok", "two"].filter((text) => JSON.stringify(input).includes(`"${text}"`))
  );
  assertEquals(said, [["one"], ["one", "ok", "two"], []]);
});

Deno.test("ask says what a graph asks, and answers it with --resume", async () => {
  await using server = serve({ runnables: { sends: sends() } });
  const args = ["--url", server.origin, "-r", "sends"];
  const asked = await ask([...args, "--thread", "t1", "go"]);
  assertEquals(asked.code, 3);
  assertEquals(
    asked.stderr,
    'The graph asks whether this tool may run: send {"to":"로라"}\n' +
      "The thread t1 waits for the answer: --thread t1 --resume JSON\n",
  );
  const resume = '{"decisions":[{"type":"approve"}]}';
  const { code, stdout } = await ask([...args, "--thread", "t1", "--resume", resume]);
  assertEquals([code, stdout.trim()], [0, resume]);
});

Deno.test("ask says that only a thread can be answered", async () => {
  await using server = serve({ runnables: { sends: sends(new MemorySaver()) } });
  const without = await ask(["--url", server.origin, "-r", "sends", "go"]);
  assertEquals(without.code, 3);
  assert(without.stderr.includes("ask again with --thread ID"), without.stderr);
});

Deno.test("ask follows a run that was begun elsewhere", async () => {
  const chain = new FakeRunnable(() => ["하나 ", "둘"]);
  await using server = serve({ runnables: { chain }, journal: { resumeMs: 60_000 } });
  const body = '{"input":"a"}';
  const begun = await fetch(`${server.origin}/chain/stream`, { method: "POST", body });
  await begun.body?.cancel();
  const url = new URL(begun.headers.get("content-location") ?? "", server.origin);
  assertEquals(await ask(["--follow", url.href]), { code: 0, stdout: "하나 둘\n", stderr: "" });
});

Deno.test({
  name: "ask asks a person in a terminal, who says no and why",
  ignore: !hasTerminal,
  async fn() {
    await using server = serve({ runnables: { sends: sends() } });
    const args = ["--url", server.origin, "-r", "sends", "--thread", "t1", "go"];
    await using asking = AskProcess.inTerminal(args, { variables: { NO_COLOR: "1" } });
    await asking.until('This is the thread t1. "--thread t1" continues it later.');
    await asking.until("may run: send");
    await asking.until("> ");
    await asking.type("no, not now\r");
    await asking.until('{"decisions":[{"type":"reject","message":"not now"}]}');
    assertEquals((await asking.end()).code, 0);
  },
});

/** What stands in the messages that a model got last. */
const heard = ({ requests }: Upstream, ...texts: string[]) =>
  texts.filter((text) => requests.at(-1)?.messages.some(({ content }) => content.includes(text)));

for (const { name, ignore, open } of STORES) {
  Deno.test({
    name: `ask goes on with a thread without a server, on ${name}`,
    ignore,
    async fn() {
      await using upstream = new Upstream({ chunks: ["하나, ", "둘"] });
      const { variables: store, close } = await open();
      const variables = {
        OPENAI_BASE_URL: upstream.baseUrl,
        OPENAI_MODEL: "test",
        RESUME_MS: "30000", // nobody comes back
        ...store,
      };
      const say = (...args: string[]) => ask(args, { variables });
      const whole = { code: 0, stdout: "하나, 둘\n", stderr: "" };
      assertEquals(await say("--thread", "t1", "셋?"), whole);
      assertEquals(await say("--thread", "t1", "넷?"), whole);
      assertEquals(heard(upstream, "셋?", "하나, 둘", "넷?"), ["셋?", "하나, 둘", "넷?"]);
      assertEquals(await say("--thread", "t2", "다섯?"), whole);
      assertEquals(await say("여섯?"), whole);
      assertEquals(heard(upstream, "셋?", "다섯?", "여섯?"), ["여섯?"]);
      await close();
    },
  });
}

for (
  const [language, line] of [
    [
      "en",
      "This thread ends with the program: only a server (--url) or a store (KV_PATH, REDIS_URL) keeps it.",
    ],
    [
      "ko",
      "이 스레드는 프로그램과 함께 끝납니다. 서버(--url)나 저장소(KV_PATH, REDIS_URL)에만 남습니다.",
    ],
  ]
) {
  Deno.test(`ask says in ${language} that a thread ends with the program`, async () => {
    const variables = { LC_ALL: `${language}_XX.UTF-8` };
    const { code, stderr } = await ask(["--thread", "t1", "고마워!"], { variables });
    assertEquals([code, stderr], [0, `${line}\n`]);
  });
}

Deno.test("ask says that the store of a thread cannot be reached", async () => {
  const variables = { REDIS_URL: "redis://127.0.0.1:1" };
  const { code, stdout, stderr } = await ask(["--thread", "t1", "고마워!"], { variables });
  assertEquals([code, stdout], [1, ""]);
  assert(stderr.startsWith("The store of the threads cannot be reached."), stderr);
  assertEquals(
    (await ask(["고마워!"], { variables })).code,
    0,
    "without a thread, it is not needed",
  );
});
