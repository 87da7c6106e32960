import { assert, assertEquals } from "@std/assert";
import { pageRoutes } from "../../src/http/routes/page_routes.ts";
import { embedFiles } from "../../src/page/build/embed_files.ts";
import { FILES } from "../../src/page/built/files.ts";

Deno.test("the page's files are what deno task build makes", async () => {
  const built = await Deno.readTextFile(new URL("../../src/page/built/files.ts", import.meta.url));
  assert(await embedFiles() === built, "src/page/built is out of date: run deno task build");
});

Deno.test("each of the page's files has a route, and nothing else has", () => {
  const paths = Object.keys(FILES).map((name) => name === "index.html" ? "/" : `/${name}`);
  assertEquals(pageRoutes().map(({ path }) => path).toSorted(), paths.toSorted());
});
