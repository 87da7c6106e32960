import { assert, assertEquals } from "@std/assert";
import { cleanEnv, MainProcess } from "../support/start_main.ts";
import { Upstream } from "../support/models/upstream.ts";

const cwd = new URL("../../", import.meta.url);
const stdFlags = import.meta.resolve("@std/http/status").startsWith("file:")
  ? ["--import-map=tests/offline/import_map.json"]
  : [];

/** A process of `bad_server.ts`. */
class BadServer implements AsyncDisposable {
  origin = "";
  stderr = "";
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#reading = (async () => {
      for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
        this.stderr += text;
      }
    })();
  }

  static async start(...args: string[]): Promise<BadServer> {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "-A", ...stdFlags, "tests/process/bad_server.ts", ...args],
      cwd,
      env: cleanEnv({}),
      clearEnv: true,
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const server = new BadServer(child);
    let said = "";
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      said += text;
      const [, port] = said.match(/port (\d+)/) ?? [];
      if (port !== undefined) {
        server.origin = `http://127.0.0.1:${port}`;
        return server;
      }
    }
    await server.#reading;
    throw new Error(`The server did not start:\n${server.stderr}`);
  }

  /** Asks, and reads what comes, even if it breaks off. */
  async ask(runnable: string, input: unknown = "?"): Promise<string> {
    const response = await fetch(`${this.origin}/${runnable}/stream`, {
      method: "POST",
      headers: { accept: "application/x-ndjson" },
      body: JSON.stringify({ input }),
    });
    return await response.text();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already: the test says how.
    }
    await this.#child.status;
    await this.#reading;
  }
}

const WHOLE = Array.from({ length: 40 }, (_, i) => `${i} `).join("");

async function besideStream(server: BadServer): Promise<string> {
  const lines = (await server.ask("beside")).trim().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.at(-1)?.event, "end");
  return lines.filter(({ event }) => event === "data").map(({ data }) => data).join("");
}

const bad = [
  "assign",
  "rejects",
  "throws_later",
  "throws_null",
  "throws_undefined",
  "throws_symbol",
]
  .concat(["throws_hostile", "throws_bigint", "slow_assign"])
  .concat(["undefined", "circle", "bigint", "function", "symbol"].map((type) => `yields_${type}`));

Deno.test("a runnable that misbehaves does not end the process, nor a stream beside it", async () => {
  await using server = await BadServer.start();
  const beside = besideStream(server);
  beside.catch(() => {}); // it is waited for below
  for (const name of bad) {
    const reply = await server.ask(name, { question: "?" });
    if (!name.startsWith("yields")) continue;
    const [last = ""] = reply.trim().split("\n").slice(-1);
    const { event, data } = JSON.parse(last);
    assertEquals([event, data.status_code], ["error", 500], reply);
    assert(/^Cannot stream a value (of type \w+|that contains itself)/.test(data.message), reply);
  }
  for (
    const name of [
      "cancel_throws",
      "cancel_gives_nothing",
      "return_throws",
      "slow_assign",
      "assign",
    ]
  ) {
    const caller = new AbortController();
    const response = await fetch(`${server.origin}/${name}/stream`, {
      method: "POST",
      body: JSON.stringify({ input: { question: "?" } }),
      signal: caller.signal,
    });
    await response.body?.getReader().read();
    caller.abort();
  }
  assertEquals(await beside, WHOLE);
  assertEquals(await besideStream(server), WHOLE); // it still answers
  for (const said of [/TypeError.*\n\s+at /, /RangeError.*\n\s+at /]) {
    assert(said.test(server.stderr), `${said} with its stack is not in the log:\n${server.stderr}`);
  }
});

Deno.test("an onRun and an onError that reject do not end the process", async () => {
  await using server = await BadServer.start("--async-on-error");
  const beside = besideStream(server);
  beside.catch(() => {}); // it is waited for below
  for (const name of bad) await server.ask(name);
  assertEquals(await beside, WHOLE);
});

Deno.test("an error at the start still ends the process", async () => {
  const code = `import { createApp } from "./src/mod.ts"; createApp();` +
    `Promise.reject(new Error("at the start"));`;
  const { code: status, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "-q", ...stdFlags, code],
    cwd,
    stderr: "piped",
    stdout: "null",
  }).output();
  assert(status !== 0);
  assert(new TextDecoder().decode(stderr).includes("at the start"));
});

/**
 * Runs `main.ts` in a shell, which sets its limits or its output. It takes the place of the shell, so
 * that it can be ended: a part of a pipe could not.
 */
async function inShell(before: string, after: string, variables: Record<string, string>) {
  const { serveFlags } = await import("../support/start_main.ts");
  const command = `${before} exec "$0" run ${serveFlags.join(" ")} main.ts ${after}`;
  const [port] = await freePorts();
  const child = new Deno.Command("bash", {
    args: ["-c", command, Deno.execPath()],
    cwd,
    env: cleanEnv({ PORT: `${port}`, DEMO_TOKEN_DELAY_MS: "20", ...variables }),
    clearEnv: true,
    stdout: "null",
    stderr: "null",
  }).spawn();
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 0;; tries++) {
    const isUp = await fetch(`${origin}/healthz`).then((it) => it.text()).catch(() => null);
    if (isUp !== null) break;
    assert(tries < 200, "the server did not start");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    origin,
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended already: the test says so.
      }
      await child.status;
    },
  };
}

/** A port that was free a moment ago. */
function freePorts(): Promise<number[]> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return Promise.resolve([(listener.addr as Deno.NetAddr).port]);
}

async function ask(origin: string): Promise<string> {
  const response = await fetch(`${origin}/chain/stream`, {
    method: "POST",
    headers: { accept: "text/plain" },
    body: JSON.stringify({ user_message: "고마워!" }),
  });
  return await response.text();
}
const THANKS = "별말을 다 해! 도움이 됐다니 내가 더 고마워 😊";
const isLinux = Deno.build.os === "linux";

Deno.test({
  name: "a log on a full disk does not end the server",
  ignore: !isLinux,
  async fn() {
    await using server = await inShell("", ">/dev/full 2>&1", {});
    for (let i = 0; i < 3; i++) assertEquals(await ask(server.origin), THANKS);
  },
});

Deno.test({
  name: "a log whose reader has left does not end the server",
  ignore: !isLinux,
  async fn() {
    await using server = await inShell("", "> >(true) 2>&1", {});
    for (let i = 0; i < 3; i++) assertEquals(await ask(server.origin), THANKS);
  },
});

Deno.test({
  name: "a server out of file descriptors keeps its streams, and accepts again",
  ignore: !isLinux,
  async fn() {
    await using server = await inShell("ulimit -n 64;", "", {});
    const streams = Promise.all([ask(server.origin), ask(server.origin)]);
    streams.catch(() => {}); // they are waited for below
    await new Promise((resolve) => setTimeout(resolve, 100)); // they are under way
    const { hostname, port } = new URL(server.origin);
    const connections = await Promise.allSettled(
      Array.from({ length: 80 }, () => Deno.connect({ hostname, port: Number(port) })),
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    assertEquals(await streams, [THANKS, THANKS]);
    for (const it of connections) if (it.status === "fulfilled") it.value.close();
    let answer: string | null = null;
    for (let tries = 0; answer === null && tries < 100; tries++) {
      answer = await ask(server.origin).catch(() => null);
      if (answer === null) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assertEquals(answer, THANKS);
  },
});

Deno.test("runs that are cut when the server stops leave a line in the log", async () => {
  const never = Promise.withResolvers<void>();
  await using upstream = new Upstream({
    chunks: ["one ", "two"],
    pace: (index) => index === 0 ? Promise.resolve() : never.promise,
  });
  try {
    await using server = await MainProcess.start({
      OPENAI_BASE_URL: upstream.baseUrl,
      SHUTDOWN_MS: "200",
    });
    const response = await fetch(`${server.origin}/chain/stream`, {
      method: "POST",
      body: JSON.stringify({ user_message: "?" }),
    });
    const reader = response.body?.getReader();
    await reader?.read();
    server.kill("SIGTERM");
    await server.printed(/chain \(.*\) as sse: failed after/);
    assertEquals((await server.ended()).code, 0);
    await reader?.cancel().catch(() => {}); // the connection is closed already
  } finally {
    never.resolve();
  }
});
