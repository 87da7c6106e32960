import { assert } from "@std/assert";
import { embedFiles } from "../../src/page/build/embed_files.ts";

Deno.test("the page's files are what deno task build makes", async () => {
  const built = await Deno.readTextFile(new URL("../../src/page/built/files.ts", import.meta.url));
  assert(await embedFiles() === built, "src/page/built is out of date: run deno task build");
});
