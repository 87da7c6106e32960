/** Runs an example: `deno task example own_chain`. Without a name, lists them. */
const names = {
  own_chain: "own_chain.ts",
  json_form: "json_form.ts",
  rag: "rag.ts",
  approval: "approval.ts",
  graph: "graph.ts",
  in_hono: "in_hono.ts",
  database: "database.ts",
  react_page: "react_page/main.ts",
  two_servers: "two_servers.ts",
};

const [name = ""] = Deno.args;
const file = new Map(Object.entries(names)).get(name);
if (file === undefined) {
  console.error(`Usage: deno task example NAME\nNames: ${Object.keys(names).join(", ")}`);
  Deno.exit(2);
}
await import(`./${file}`);
