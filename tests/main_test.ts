import { assert, assertEquals } from "@std/assert";
import { see } from "./client.ts";
import { transcripts } from "./transcripts.ts";

const cwd = new URL("../", import.meta.url);
const decoder = new TextDecoder();

/** What the task `start` runs main.ts with, but for a developer's own `.env`. */
const flags = await (async () => {
  const task = new Deno.Command(Deno.execPath(), { args: ["task", "-q", "serve-flags"], cwd });
  const printed = decoder.decode((await task.output()).stdout);
  return printed.trim().split(/\s+/).filter((flag) => flag !== "--env-file");
})();

function start(variables: Record<string, string>): Deno.Command {
  const env: Record<string, string> = { NO_COLOR: "1", ...variables };
  for (const name of ["PATH", "HOME", "DENO_DIR"]) {
    const value = Deno.env.get(name);
    if (value !== undefined) env[name] = value;
  }
  return new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, "main.ts"],
    cwd,
    env,
    clearEnv: true,
    stdout: "piped",
    stderr: "piped",
  });
}

Deno.test("main.ts serves the demo, says so, and needs no more than the tasks allow", async () => {
  const child = start({ PORT: "0", DEMO_TOKEN_DELAY_MS: "0" }).spawn();
  let said = "";
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += part;
    if (said.includes("OPENAI_API_KEY")) break;
  }
  const [origin] = said.match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
  for (const way of ["model", "chain", "agent"]) {
    const response = await fetch(`${origin}/${way}/stream`, {
      method: "POST",
      body: JSON.stringify({ user_message: transcripts[1]?.user_message }),
    });
    const { record } = await see(response);
    assertEquals(record?.token_splits, transcripts[1]?.token_splits);
  }

  child.kill();
  await child.stderr.cancel();
  await child.status;
});

const refusals: [name: string, variables: Record<string, string>, line: string][] = [
  ["a port is no number", { PORT: "abc" }, "Cannot use PORT="],
  ["a marker is empty", { END_MARKERS: '[""]' }, "Cannot use END_MARKERS="],
  ["the host is not there", { HOST: "300.1.1.1" }, "Cannot listen on HOST=300.1.1.1 PORT=8000: "],
];
for (const [name, variables, line] of refusals) {
  Deno.test(`main.ts stops at once, with one line, when ${name}`, async () => {
    await assertStops(variables, line);
  });
}

Deno.test("main.ts stops at once, with one line, when the port is taken", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  await assertStops({ PORT: `${port}` }, `Cannot listen on HOST=127.0.0.1 PORT=${port}: `);
});

async function assertStops(variables: Record<string, string>, line: string) {
  const { code, stdout, stderr } = await start(variables).output();
  assertEquals(code, 1);
  assertEquals(decoder.decode(stdout), "");
  const lines = decoder.decode(stderr).trim().split("\n");
  assertEquals(lines.length, 1, lines.join("\n"));
  assert(lines[0]?.startsWith(line), lines[0]);
}
