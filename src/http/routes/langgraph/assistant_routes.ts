import type { FetchHandler } from "../../handler.ts";
import { json } from "../../reply/json.ts";
import { isObject } from "../../../wire/is_object.ts";
import type { Route } from "../../router.ts";
import type { Runner } from "../../runner.ts";
import { inputSchemaOf } from "../schemas.ts";
import type { LangGraphRoutesOptions } from "./langgraph_routes.ts";
import { readBody, readPage } from "./read_body.ts";

/** Returns the routes of assistants. Each runnable is one, and its name is its id. */
export function assistantRoutes(runner: Runner, options: LangGraphRoutesOptions): Route[] {
  const { guard, guardReads, clock, limits } = options;
  const since = clock().toISOString();
  const describe = (name: string) => ({
    assistant_id: name,
    graph_id: name,
    name,
    description: runner.find(name).options.description ?? null,
    version: 1,
    config: {},
    context: {},
    metadata: { created_by: "system" },
    created_at: since,
    updated_at: since,
  });
  const matching = ({ graph_id, name }: Record<string, unknown>) =>
    runner.names.filter((it) =>
      (graph_id == null || it === graph_id) && (typeof name !== "string" || it.includes(name))
    );

  const search: FetchHandler = async (request) => {
    const body = await readBody(request, options);
    const { limit, offset } = readPage(body);
    const all = matching(body);
    return json(all.slice(offset, offset + limit).map(describe), {
      "x-pagination-total": `${all.length}`,
    });
  };
  const count: FetchHandler = async (request) =>
    json(matching(await readBody(request, options)).length);
  const get: FetchHandler = (_, { params } = {}) => json(describe(params?.assistant ?? ""));
  const schemas: FetchHandler = (_, { params } = {}) => {
    const name = params?.assistant ?? "";
    const input = inputSchemaOf(runner.find(name), limits);
    return json({
      graph_id: name,
      input_schema: isObject(input) ? input : null,
      output_schema: null,
      state_schema: null,
      config_schema: null,
      context_schema: null,
    });
  };
  const info: FetchHandler = () =>
    json({
      version: "1.5.1",
      context: "splitstream",
      flags: { assistants: true, crons: false, langsmith: false },
    });

  return [
    { path: "/info", methods: { GET: info } },
    { path: "/ok", methods: { GET: () => json({ ok: true }) } },
    { path: "/assistants/search", methods: { POST: guard(search) } },
    { path: "/assistants/count", methods: { POST: guard(count) } },
    { path: "/assistants/:assistant", methods: { GET: guardReads(get) } },
    { path: "/assistants/:assistant/schemas", methods: { GET: guardReads(schemas) } },
  ];
}
