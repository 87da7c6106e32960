import { assertEquals } from "@std/assert";
import denoJson from "../../deno.json" with { type: "json" };

const cwd = new URL("../../", import.meta.url);
const stdFlags = import.meta.resolve("@std/http/status").startsWith("file:")
  ? ["--import-map=tests/offline/import_map.json"]
  : [];

Deno.test("the source type-checks with looser options, and its types can be stripped", async () => {
  const folder = await Deno.makeTempDir();
  const { imports, unstable } = denoJson;
  const compilerOptions = {
    ...denoJson.compilerOptions,
    exactOptionalPropertyTypes: false,
    erasableSyntaxOnly: true, // no parameter properties, which Node cannot strip
  };
  const config = `${folder}/deno.json`;
  await Deno.writeTextFile(config, JSON.stringify({ imports, unstable, compilerOptions }));
  const check = new Deno.Command(Deno.execPath(), {
    args: ["check", "-q", "--no-lock", "--config", config, ...stdFlags, "main.ts", "src/mod.ts"],
    cwd,
    env: { NO_COLOR: "1" },
  });
  const { stderr } = await check.output();
  await Deno.remove(folder, { recursive: true });
  assertEquals(new TextDecoder().decode(stderr), "");
});
