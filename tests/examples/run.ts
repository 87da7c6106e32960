/** Runs an example: `deno task example own_chain`. Without a name, lists them. */
// Written out: of a path with a variable, Deno would load all files here, the tests' packages too.
const examples = {
  own_chain: () => import("./own_chain.ts"),
  json_form: () => import("./json_form.ts"),
  rag: () => import("./rag.ts"),
  approval: () => import("./approval.ts"),
  graph: () => import("./graph.ts"),
  in_hono: () => import("./in_hono.ts"),
  database: () => import("./database.ts"),
  react_page: () => import("./react_page/main.ts"),
  two_servers: () => import("./two_servers.ts"),
};

const [name = ""] = Deno.args;
const load = new Map(Object.entries(examples)).get(name);
if (load === undefined) {
  console.error(`Usage: deno task example NAME\nNames: ${Object.keys(examples).join(", ")}`);
  Deno.exit(2);
}
await load();
