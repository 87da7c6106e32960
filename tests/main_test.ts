import { assert, assertEquals } from "@std/assert";
import { see } from "./client.ts";
import { transcripts } from "./transcripts.ts";

const decoder = new TextDecoder();
const cwd = new URL("../", import.meta.url);

function start(env: Record<string, string>): Deno.Command {
  const args = ["task", "start"];
  return new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdout: "piped",
    stderr: "piped",
  });
}

Deno.test("main.ts serves the demo, says so, and needs no more than the tasks allow", async () => {
  const child = start({ PORT: "0", DEMO_TOKEN_DELAY_MS: "0" }).spawn();
  let said = "";
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += part;
    if (said.includes("\n") && said.includes("OPENAI_API_KEY")) break;
  }
  const [origin] = said.match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
  const response = await fetch(`${origin}/chain/stream`, {
    method: "POST",
    body: JSON.stringify({ user_message: transcripts[1]?.user_message }),
  });
  const { record } = await see(response);
  assertEquals(record?.token_splits, transcripts[1]?.token_splits);

  child.kill();
  await child.stderr.cancel();
  await child.status;
});

for (const [name, value] of [["PORT", "abc"], ["END_MARKERS", '[""]']] as const) {
  Deno.test(`main.ts stops at once when ${name} is ${value}`, async () => {
    const { code, stdout, stderr } = await start({ [name]: value }).output();
    assertEquals(code, 1);
    assertEquals(decoder.decode(stdout), "");
    // The first line is Deno's own: the task it runs.
    const lines = decoder.decode(stderr).trim().split("\n").slice(1);
    assertEquals(lines.length, 1, lines.join("\n"));
    assert(lines[0]?.startsWith(`Cannot use ${name}=`), lines[0]);
  });
}
