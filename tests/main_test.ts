import { assert, assertEquals, assertRejects } from "@std/assert";
import { see } from "./support/client.ts";
import { MainProcess, startMain } from "./support/start_main.ts";
import { transcripts } from "./support/models/transcripts.ts";

const decoder = new TextDecoder();

Deno.test("main.ts serves the demo, says so, and needs no more than the tasks allow", async () => {
  await using server = await MainProcess.start({});
  for (const way of ["model", "chain", "agent"]) {
    const response = await fetch(`${server.origin}/${way}/stream`, {
      method: "POST",
      body: JSON.stringify({ user_message: transcripts[1]?.user_message }),
    });
    const { record } = await see(response);
    assertEquals(record?.token_splits, transcripts[1]?.token_splits);
  }
  assert(server.stdout.includes("This is a demo"));
});

Deno.test("a test of main.ts fails at once, with its output, when it ends before it listens", async () => {
  await assertRejects(() => MainProcess.start({ PORT: "abc" }), Error, 'Cannot use PORT="abc"');
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
  const { code, stdout, stderr } = await startMain(variables).output();
  assertEquals(code, 1);
  assertEquals(decoder.decode(stdout), "");
  const lines = decoder.decode(stderr).trim().split("\n");
  assertEquals(lines.length, 1, lines.join("\n"));
  assert(lines[0]?.startsWith(line), lines[0]);
}
