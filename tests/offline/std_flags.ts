/**
 * Prints the flags that the tasks add where JSR does not answer, and nothing
 * where it does: then `@std` is the real one. A registry that takes the call
 * and never answers counts as out of reach.
 */
const timeoutMs = 5_000;

const probe = new Deno.Command(Deno.execPath(), {
  args: ["cache", "--quiet", "--no-lock", new URL("probe.ts", import.meta.url).href],
  stdout: "null",
  stderr: "null",
  signal: AbortSignal.timeout(timeoutMs),
});
const { success } = await probe.output();
if (!success) {
  console.error("JSR does not answer: making do with the stand-ins for @std in tests/offline");
  console.log("--import-map=tests/offline/import_map.json");
}
