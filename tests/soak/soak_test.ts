import { assert, assertEquals } from "@std/assert";

const cwd = new URL("../../", import.meta.url);
const decoder = new TextDecoder();
const stdFlags = import.meta.resolve("@std/http/status").startsWith("file:")
  ? ["--import-map=tests/offline/import_map.json"]
  : [];

async function run(program: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--lock=tests/deno.lock",
      "--allow-all",
      ...stdFlags,
      `tests/${program}`,
      ...args,
    ],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  return { code, out: decoder.decode(stdout), error: decoder.decode(stderr) };
}

/** How long these may take on a busy machine, in milliseconds. */
const timeout = 300_000;

Deno.test("the fuzz finds nothing in its first requests", { timeout }, async () => {
  const { code, out, error } = await run("fuzz/fuzz.ts", "--requests", "500", "--seed", "1");
  assertEquals(code, 0, error);
  assert(/^500 requests in .* seed 1$/m.test(out), out);
});

Deno.test("the soak finds nothing in its first seconds", { timeout }, async () => {
  const args = ["--minutes", "0.05", "--runs", "50", "--streams", "5", "--seed", "1"];
  const { code, out, error } = await run("soak/soak.ts", ...args);
  assertEquals(code, 0, error);
  assert(/^0 violations, seed 1$/m.test(out), out);
});

for (
  const [args, line] of [
    [
      ["--requests", "0"],
      "Cannot use --requests 0: expected a whole number from 1 to 2147483647\n",
    ],
    [["--request", "1"], "Unknown option '--request'"],
  ] as const
) {
  Deno.test(`the fuzz takes no ${args.join(" ")}, and says so in a line`, async () => {
    const { code, error } = await run("fuzz/fuzz.ts", ...args);
    assertEquals(code, 2);
    assertEquals(error.split("\n").length, 2, error);
    assert(error.startsWith(line), error);
  });
}
