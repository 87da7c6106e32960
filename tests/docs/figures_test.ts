import { assert } from "@std/assert";
import { readDocuments } from "./documents.ts";

const documents = (await readDocuments()).filter(({ path }) => !path.endsWith("CHANGELOG.md"));
const bench = await Deno.readTextFile(new URL("../bench/main.ts", import.meta.url));

/** What is only ever measured. */
const MEASURED = /\d (?:×|µs)|µs|\bKiB(?=\s+\|)|, ms\s+\|/;

Deno.test("each row of measured figures on the front page has its command", () => {
  const front = documents.find(({ path }) => path === "README.md")?.prose ?? "";
  const rows = front.split("\n").filter((line) => line.startsWith("|") && MEASURED.test(line));
  assert(rows.length >= 3, `only ${rows.length} rows were found`);
  for (const row of rows) assert(/`deno task bench --only [\w-]+`/.test(row), row);
});

Deno.test("each document with measured figures says by which command", () => {
  for (const { path, prose } of documents.filter(({ prose }) => MEASURED.test(prose))) {
    assert(/`deno task bench/.test(prose), `${path} has figures without a command`);
  }
});

Deno.test("the benchmark's document names each of its parts", () => {
  const prose = documents.find(({ path }) => path === "tests/bench/README.md")?.prose ?? "";
  const parts = [...bench.matchAll(/^ {2}"?([\w-]+)"?: \{ rounds/gm)].map(([, name = ""]) => name);
  assert(parts.length > 10);
  for (const name of parts) assert(prose.includes(`\`${name}\``), `${name} is not named`);
});

Deno.test("the parts of the benchmark that documents name are parts that it has", () => {
  let named = 0;
  for (const { path, prose } of documents) {
    for (const [, list = ""] of prose.matchAll(/deno\s+task\s+bench\s+--only\s+([a-z,-]+)/g)) {
      for (const name of list.split(",")) {
        const isThere = new RegExp(`^  "?${name}"?: \\{ rounds`, "m").test(bench);
        assert(isThere, `${path} names the part ${name} of the benchmark`);
        named++;
      }
    }
  }
  assert(named > 3);
});
