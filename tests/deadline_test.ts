import { assert, assertEquals } from "@std/assert";
import denoJson from "../deno.json" with { type: "json" };
import { stdFlags } from "./bench/server_process.ts";
import { cleanEnv } from "./support/start_main.ts";

Deno.test("deno task test fails each test that hangs, and ends", async () => {
  // Not as a task: that would be one more process, which nobody would end if this hung.
  const { command } = denoJson.tasks.test;
  const [program, ...args] = command.replace("$(deno task -q std-flags)", "").trim().split(/\s+/);
  assertEquals(program, "deno");
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [...args, ...stdFlags, "tests/support/hanging.ts"],
    cwd: new URL("../", import.meta.url),
    env: cleanEnv({ TEST_DEADLINE_MS: "1000" }),
    clearEnv: true,
  }).output();
  const report = new TextDecoder().decode(stdout);
  assertEquals(code, 1, report);

  const results = report.matchAll(/^(a test .*) \.\.\. (FAILED|ok|ignored)/gm);
  assertEquals([...results].map(([, name, result]) => [name, result]), [
    ["a test that waits for ever", "FAILED"],
    ["a test with a step that waits for ever", "FAILED"],
    ["a test that never yields", "FAILED"],
    ["a test whose server is open", "FAILED"],
    ["a test whose child process runs", "FAILED"],
    ["a test of the case 1", "FAILED"],
    ["a test of the case 2", "FAILED"],
    ["a test that ends after them", "ok"],
    ["a test that declares a longer time", "ok"],
    ["a test that is ignored", "ignored"],
  ]);
  const waits = report.match(/^error: Error: Waited 1000 ms for the test to end$/gm) ?? [];
  assertEquals(waits.length, 6, report);
  assert(report.includes("error: Test timed out after"), report); // the one that never yields
  assert(
    /^a test that waits for ever => \.\/tests\/support\/hanging\.ts:\d+:\d+$/m.test(report),
    report,
  );
  assert(report.includes("Waited 1000 ms for the hook afterAll"), report);
});
