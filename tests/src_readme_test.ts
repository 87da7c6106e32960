import { assert, assertEquals } from "@std/assert";

const src = new URL("../src/", import.meta.url);

async function* filesIn(folder: URL): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory && name !== "built") yield* filesIn(new URL(`${name}/`, folder));
    if (name.endsWith(".ts")) yield name;
  }
}

Deno.test("src/README.md names every file of src/, and no other", async () => {
  const text = await Deno.readTextFile(new URL("README.md", src));
  const tree = text.slice(text.indexOf("## The tree"));
  const named = [...tree.matchAll(/`([\w/]*?)(\w+\.ts)`/g)].map(([, , name = ""]) => name);
  const files = await Array.fromAsync(filesIn(src));
  assert(files.length > 100);
  assertEquals(named.toSorted(), files.toSorted());
});

Deno.test("src/README.md points to files and folders that there are", async () => {
  const text = await Deno.readTextFile(new URL("README.md", src));
  const table = text.slice(text.indexOf("## Where"), text.indexOf("## The tree"));
  for (const [, path = ""] of table.matchAll(/`([\w/]+(?:\/|\.ts))`/g)) {
    await Deno.stat(new URL(path, src));
  }
});
