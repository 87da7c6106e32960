import { assert, assertEquals } from "@std/assert";
import { inheritedEnv } from "../support/programs/inherited_env.ts";
import { Upstream } from "../support/models/upstream.ts";

const cwd = new URL("../../", import.meta.url);
const stdFlags = import.meta.resolve("@std/http/status").startsWith("file:")
  ? ["--import-map=tests/offline/import_map.json"]
  : [];

/** The text of the bundle in place of the address of the model's server. */
const ADDRESS = "http://model.invalid/v1";

/** Bundles the worker as one module of JavaScript for any runtime. */
async function bundle(folder: string): Promise<string> {
  const run = async (...args: string[]) => {
    const { success } = await new Deno.Command(Deno.execPath(), { args, cwd }).output();
    assert(success, args.join(" "));
  };
  const [whole, plain] = [`${folder}/whole.mjs`, `${folder}/plain.mjs`];
  await run(
    "bundle",
    "--lock=tests/deno.lock",
    "-q",
    ...stdFlags,
    "--platform=browser",
    "-o",
    whole,
    "tests/runtimes/worker.ts",
  );
  const define = `--define:BASE_URL=${JSON.stringify(ADDRESS)}`;
  await run("task", "-q", "esbuild", whole, define, "--external:node:*", `--outfile=${plain}`);
  return await Deno.readTextFile(plain);
}

let bundled: Promise<string> | undefined;

/** Writes the bundle, which is made once, for a model's server. Returns its path. */
async function writeBundle(folder: string, baseUrl: string): Promise<string> {
  const path = `${folder}/worker.mjs`;
  const text = await (bundled ??= bundle(folder));
  await Deno.writeTextFile(path, text.replaceAll(ADDRESS, baseUrl));
  return path;
}

/** A program that serves the worker. */
async function serve(program: string, ...args: string[]) {
  const child = new Deno.Command(program, {
    args,
    cwd,
    env: { NO_COLOR: "1", ...inheritedEnv() },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  let port: string | undefined;
  while (port === undefined) {
    const { value, done } = await reader.read();
    assert(!done, `${program} ended: ${said}`);
    said += value;
    port = said.match(/port (\d+)\n/)?.[1];
  }
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await child.stdin.close();
      await reader.cancel();
      await child.status;
    },
  };
}

/** Asks for all that differs between runtimes. */
async function check(origin: string, upstream: Upstream, goOn: () => void): Promise<void> {
  const page = await fetch(`${origin}/`);
  assertEquals(page.status, 200);
  assert((await page.text()).includes("<html"));

  const ask = (path: string, accept: string, signal?: AbortSignal) =>
    fetch(`${origin}${path}`, {
      method: "POST",
      headers: { accept, "x-api-key": "k" },
      body: JSON.stringify({ input: "?" }),
      ...(signal === undefined ? {} : { signal }),
    });
  const client = new AbortController();
  const left = await ask("/chain/stream", "text/event-stream", client.signal);
  const reader = left.body?.pipeThrough(new TextDecoderStream()).getReader();
  let seen = "";
  while (!seen.includes("one ")) seen += (await reader?.read())?.value ?? "";
  client.abort();
  await reader?.read().catch(() => {});
  await upstream.cancelled; // the model's request ends with the client's
  goOn();

  assertEquals(await (await ask("/chain/stream", "text/plain")).text(), "one two");
  const { output } = await (await ask("/chain/invoke", "application/json")).json();
  assertEquals(output, "one two");
  const refused = await fetch(`${origin}/chain/invoke`, { method: "POST", body: "{}" });
  assertEquals(refused.status, 401);
  await refused.body?.cancel();
}

async function checkOn(program: string, ...args: string[]): Promise<void> {
  const wait = Promise.withResolvers<void>();
  await using upstream = new Upstream({
    chunks: ["one ", "two", "(답변 종료)", "more"],
    pace: (index) => index === 0 ? Promise.resolve() : wait.promise,
  });
  const folder = await Deno.makeTempDir();
  try {
    const worker = await writeBundle(folder, upstream.baseUrl);
    await using server = await serve(program, ...args, worker);
    await check(server.origin, upstream, wait.resolve);
  } finally {
    wait.resolve();
    await Deno.remove(folder, { recursive: true });
  }
}

/** What a program prints; nothing if there is no such program. */
async function printed(program: string, ...args: string[]): Promise<string> {
  try {
    const { stdout } = await new Deno.Command(program, { args }).output();
    return new TextDecoder().decode(stdout);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

const hasNode = (await printed("node", "-p", "typeof URLPattern")).startsWith("function");
if (!hasNode) console.warn("No Node 24: the test of an app on Node is SKIPPED");

Deno.test({
  name: "an app runs on Node: the page, a stream, invoke, a client that leaves",
  ignore: !hasNode,
  fn: () => checkOn("node", "tests/runtimes/serve_node.js"),
});

const hasBun = await printed("bun", "--version") !== "";
if (!hasBun) console.warn("No Bun: the test of an app on Bun is SKIPPED");

Deno.test({
  name: "an app runs on Bun: the page, a stream, invoke, a client that leaves",
  ignore: !hasBun,
  fn: () => checkOn("bun", "run", "tests/runtimes/serve_bun.js"),
});

Deno.test({
  name: "an app runs on Cloudflare's workerd: the page, a stream, invoke, a client that leaves",
  fn: () =>
    checkOn(
      Deno.execPath(),
      "run",
      "--lock=tests/deno.lock",
      "-q",
      "-A",
      "tests/runtimes/serve_workerd.ts",
    ),
});
