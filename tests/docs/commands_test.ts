import { assert, assertEquals } from "@std/assert";
import { RunnableLambda } from "@langchain/core/runnables";
import denoJson from "../../deno.json" with { type: "json" };
import { KEEPS_SOCKETS, serve } from "../clients/serve.ts";
import { serveFlags } from "../support/start_main.ts";
import { inheritedEnv } from "../support/programs/inherited_env.ts";
import { NOT_RUN, RUN } from "./commands.ts";
import { commandsOf, readDocuments } from "./documents.ts";

/** What the task `ask` runs. The flags take as long to print as it takes to answer. */
const ASK = denoJson.tasks.ask.command.replace("$(deno task -q serve-flags)", serveFlags.join(" "));

const root = new URL("../../", import.meta.url);
const documents = (await readDocuments()).filter(({ path }) => !path.endsWith("CHANGELOG.md"));
const commands = new Set(documents.flatMap(({ prose, blocks }) => [
  ...blocks.filter(({ language }) => language === "sh").flatMap(({ code }) => commandsOf(code)),
  // In prose, a command is more than the name of a program.
  ...[...prose.matchAll(/`((?:[A-Z_]+=\S+ )*(?:deno|npx|curl) [^`]+)`/g)]
    .map(([, command = ""]) => command.replaceAll(/\s+/g, " "))
    // With options, these only take longer.
    .map((command) => command.replace(/^(deno task (?:soak|fuzz|simulate)) .*/, "$1"))
    .filter((command) =>
      !/^deno serve( --parallel)?$|^deno task bench --only|^deno task ask( --url)?$/.test(command)
    ),
]));

Deno.test("each command of the documents is run, or has a reason why not", () => {
  const known = { ...RUN, ...NOT_RUN };
  assertEquals([...commands].filter((command) => !Object.hasOwn(known, command)), []);
  assertEquals(Object.keys(known).filter((command) => !commands.has(command)), []);
});

Deno.test("each task that the documents name is one of deno.json", () => {
  for (const { path, prose, blocks } of documents) {
    const text = [prose, ...blocks.map(({ code }) => code)].join("\n");
    for (const [, name = ""] of text.matchAll(/\bdeno\s+task\s+(?:-q\s+)?([a-z][\w:-]*)/g)) {
      assert(Object.hasOwn(denoJson.tasks, name), `${path} names the task ${name}`);
    }
  }
});

Deno.test("the commands of the documents do what they are said to do", KEEPS_SOCKETS, async () => {
  const joke = RunnableLambda.from(({ topic }: { topic: string }) => `A joke about ${topic}`);
  const slow = RunnableLambda.from(async (_: unknown, { signal }: { signal?: AbortSignal }) => {
    await new Promise((resolve) => signal?.addEventListener("abort", resolve));
    return "late";
  });
  const journal = { resumeMs: 30_000 };
  await using demo = serve({ journal });
  await using own = serve({ runnables: { joke, slow }, journal });
  const begin = async (origin: string, runnable: string) => {
    const url = `${origin}/${runnable}/stream`;
    const reply = await fetch(url, { method: "POST", body: '{"input":"고마워!"}' });
    const path = reply.headers.get("content-location") ?? "";
    if (runnable === "slow") await reply.body?.cancel();
    else await reply.text();
    return path.split("/")[2] ?? "";
  };
  const runId = await begin(demo.origin, "chain");
  const slowId = await begin(own.origin, "slow");

  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/question.txt`, "로라야 안녕?");
  const run = async ([command, prints]: [string, RegExp]) => {
    const isCancel = command.includes("cancel");
    const { origin } = isCancel || command.includes("joke") ? own : demo;
    const line = command
      .replace(/\bdeno task (-q )?ask\b/, ASK)
      .replace("curl ", "curl --silent --show-error ")
      .replaceAll("localhost:8000", new URL(origin).host)
      .replace("$RUN_ID", isCancel ? slowId : runId)
      .replace(/\b(question\.txt|summary\.txt|client\.mjs)/, `${folder}/$1`);
    const { stdout, stderr } = await new Deno.Command("bash", {
      args: ["-c", line],
      cwd: root,
      env: { NO_COLOR: "1", DEMO_TOKEN_DELAY_MS: "0", ...inheritedEnv() },
      clearEnv: true,
      stdin: "null",
    }).output();
    const text = new TextDecoder();
    const said = text.decode(stdout);
    const seen = /NAME$/.test(command) ? text.decode(stderr) : said;
    assert(prints.test(seen), `${command}\nprinted\n${said}\n${text.decode(stderr)}`);
  };
  await Promise.all(Object.entries(RUN).map(run));
  assert((await Deno.readTextFile(`${folder}/summary.txt`)).length > 1);
  assert((await Deno.readTextFile(`${folder}/client.mjs`)).includes("export {"));
  await Deno.remove(folder, { recursive: true });
});
