import { assert, assertEquals } from "@std/assert";
import { type Document, readDocuments } from "./documents.ts";

const root = new URL("../../", import.meta.url);
const documents = await readDocuments();
const byPath = new Map(documents.map((document) => [document.path, document]));
const isExternal = (link: string) => /^[a-z]+:/.test(link);

/** Where a link of a document leads within the repository. */
function targetOf({ path }: Document, link: string): { path: string; anchor: string } {
  const { href, hash } = new URL(link, new URL(path, root));
  return {
    path: href.slice(root.href.length).replace(hash, ""),
    anchor: decodeURIComponent(hash.slice(1)),
  };
}

Deno.test("links of documents lead to files and headings that there are", async () => {
  let links = 0;
  for (const document of documents) {
    for (const link of document.links.filter((link) => !isExternal(link))) {
      const { path, anchor } = targetOf(document, link);
      await Deno.stat(new URL(path, root)).catch(() => {
        throw new Error(`${document.path} links ${link}: there is no such file`);
      });
      const headings = byPath.get(path)?.anchors;
      assert(
        anchor === "" || headings?.has(anchor),
        `${document.path} links ${link}: there is no such heading. There are: ${
          [...headings ?? []].join(", ")
        }`,
      );
      links++;
    }
  }
  assert(links > 50, `only ${links} links were found`);
});

Deno.test("external links of documents are well-formed", () => {
  for (const { path, links } of documents) {
    for (const link of links.filter(isExternal)) {
      const url = URL.parse(link);
      const isLocal = url?.hostname === "127.0.0.1";
      assert(url?.protocol === "https:" || isLocal, `${path} links ${link}`);
    }
  }
});

Deno.test("documents name paths that there are", async () => {
  for (const { path, prose } of documents.filter(({ path }) => path !== "src/README.md")) {
    for (const [, name = ""] of prose.matchAll(/`((?:src|tests|\.github)\/[\w./-]*)`/g)) {
      await Deno.stat(new URL(name, root)).catch(() => {
        throw new Error(`${path} names ${name}: there is no such file`);
      });
    }
  }
});

Deno.test("every document can be reached from the front page", () => {
  const found = new Set(["README.md"]);
  for (const path of found) {
    const document = byPath.get(path);
    for (const link of document?.links.filter((link) => !isExternal(link)) ?? []) {
      if (document !== undefined) found.add(targetOf(document, link).path);
    }
  }
  for (const { path } of documents) assert(found.has(path), `${path} is linked from nowhere`);
});

Deno.test("the front page is short", () => {
  const lines = Deno.readTextFileSync(new URL("README.md", root)).split("\n").length;
  assert(lines <= 250, `README.md has ${lines} lines`);
});

Deno.test("the Korean front page says what the English one says", () => {
  const [english, korean] = ["README.md", ".github/README.ko.md"].map((path) => {
    const document = byPath.get(path);
    assert(document !== undefined);
    const { blocks, links, prose } = document;
    return {
      code: blocks.map(({ code }) => code.replaceAll(/ +# .*$/gm, "")),
      // The first link of each is the other.
      links: links.slice(1)
        .map((link) => isExternal(link) ? link : Object.values(targetOf(document, link)).join("#"))
        .toSorted(),
      cells: prose.split("\n").filter((line) => line.startsWith("|"))
        .flatMap((line) => line.split("|").map((cell) => cell.trim()))
        .map((cell) => cell.replace("예", "yes").replace("아니요", "no"))
        .filter((cell) => /^(yes|no|[\d.]+|`[^`]+`)$/.test(cell)),
    };
  });
  assertEquals(korean, english);
});
