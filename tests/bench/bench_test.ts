import { assert, assertEquals } from "@std/assert";
import denoJson from "../../deno.json" with { type: "json" };
import { whyNoRedis } from "../support/stores/redis_server.ts";
import { stdFlags } from "./server_process.ts";

/** What the task `bench` runs, with other arguments. */
async function bench(...args: string[]): Promise<Deno.CommandOutput & { report: string }> {
  const { command } = denoJson.tasks.bench;
  const [, ...words] = command.replace("$(deno task -q std-flags)", stdFlags.join(" ")).split(
    /\s+/,
  );
  const output = await new Deno.Command(Deno.execPath(), {
    args: [...words, ...args],
    cwd: new URL("../../", import.meta.url),
  }).output();
  return { ...output, report: new TextDecoder().decode(output.stdout) };
}

const whole = "the benchmark reports on each contestant, whose streams were all whole";
Deno.test(whole, { timeout: 300_000 }, async () => {
  const { code, report, stderr } = await bench("--quick", "--rounds", "1", "--only", "bursts");
  assertEquals(code, 0, new TextDecoder().decode(stderr));

  const rows = report.split("\n").filter((line) => /^\| .*\d+\.\d+ \(/.test(line));
  assertEquals(rows.length, 13, report);
  for (const name of ["**Splitstream, SSE**", "Hono", "AI SDK", "tutorial's loop", "floor"]) {
    assert(rows.some((row) => row.startsWith(`| ${name}`)), name);
  }
  assert(report.includes("## Targets"), report);
  assert(/machine was (quiet|noisy)/.test(report), report);
});

const others = "the benchmark reports on journals and agents";
Deno.test(others, { timeout: 300_000 }, async () => {
  const { code, report, stderr } = await bench(
    ...["--quick", "--rounds", "1", "--only", "journal,agents"],
  );
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  for (const name of ["in memory", "Redis", "Deno KV", "LangChain's own loop"]) {
    if (name === "Redis" && await whyNoRedis() !== undefined) continue;
    assert(report.split("\n").some((line) => line.startsWith("| ") && line.includes(name)), report);
  }
});

Deno.test("the benchmark refuses what it cannot measure", async () => {
  const { code, stderr } = await bench("--only", "luck");
  assertEquals(code, 1);
  const said = new TextDecoder().decode(stderr);
  assert(said.includes('Cannot measure "luck"'), said);
});
