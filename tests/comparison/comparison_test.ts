import { assert, assertEquals } from "@std/assert";
import readme from "../../README.md" with { type: "text" };
import { KEEPS_SOCKETS } from "../clients/serve.ts";
import { askerOf, ROWS } from "./rows.ts";
import { SERVERS } from "./servers.ts";

/** The cells of the front page's comparison: by row, then by server. */
const [, , section = ""] = readme.match(/(## Beside others)([\s\S]*?)^## /m) ?? [];
const [, ...table] = section.split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));

// This one goes first: a server that is not told to stop may still write when its test is over.
Deno.test("beside others: each row of the front page is tried, or cites its source", () => {
  for (const [name = "", ...cells] of table.filter(([name = ""]) => !name.startsWith("--"))) {
    assert(Object.hasOwn(ROWS, name), name);
    const cited = cells.slice(Object.keys(SERVERS).length).filter((cell) => cell !== "");
    assert(cited.every((cell) => /\]\(https:/.test(cell)), name);
  }
});

for (const [row, show] of Object.entries(ROWS)) {
  Deno.test(`beside others: ${row}`, KEEPS_SOCKETS, async () => {
    const { error } = console;
    console.error = () => {}; // Hono and LangGraph log each failure
    try {
      const seen = await Promise.all(
        Object.entries(SERVERS).map(async ([name, make]) => {
          await using asker = askerOf(make);
          return [name, await show(asker.ask)] as const;
        }),
      );
      const [, ...cells] = table.find(([name]) => name === row) ?? [];
      const said = Object.keys(SERVERS).map((name, index) => [name, cells[index]] as const);
      // What a server does only sometimes, it does or does not here.
      const isSure = ([, cell]: readonly [string, string | undefined]) => cell !== "not always";
      const names = new Set(said.filter(isSure).map(([name]) => name));
      assertEquals(
        Object.fromEntries(seen.filter(([name]) => names.has(name))),
        Object.fromEntries(said.filter(isSure)),
      );
    } finally {
      console.error = error;
    }
  });
}
