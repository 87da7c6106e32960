import { graphSchemas } from "../../../run/langchain/thread/graph_schemas.ts";
import type { FetchHandler } from "../../handler.ts";
import { json } from "../../reply/json.ts";
import type { Route } from "../../router.ts";
import type { Runner } from "../../runner.ts";
import { inputSchemaOf } from "../schemas.ts";
import { jsonObject } from "../../request/validate.ts";
import type { LangGraphRoutesOptions } from "./langgraph_routes.ts";
import { isContained, isTrue, readBody, readPage, readSelect, selected } from "./read_body.ts";
import type { ThreadStates } from "./thread_states.ts";

const METADATA = { created_by: "system" };

/** Returns the routes of assistants. Each runnable is one, and its name is its id. */
export function assistantRoutes(
  runner: Runner,
  states: ThreadStates,
  options: LangGraphRoutesOptions,
): Route[] {
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
    metadata: METADATA,
    created_at: since,
    updated_at: since,
  });
  const matching = ({ graph_id, name, metadata }: Record<string, unknown>) => {
    const wanted = metadata == null ? {} : jsonObject(metadata, "#/metadata");
    return runner.names.filter((it) =>
      (graph_id == null || it === graph_id) && (typeof name !== "string" || it.includes(name)) &&
      isContained(wanted, METADATA)
    );
  };

  const search: FetchHandler = async (request) => {
    const body = await readBody(request, options);
    const { limit, offset } = readPage(body);
    const all = matching(body);
    const select = readSelect(body);
    const show = (name: string) => selected(describe(name), select);
    return json(all.slice(offset, offset + limit).map(show), {
      "x-pagination-total": `${all.length}`,
    });
  };
  const count: FetchHandler = async (request) =>
    json(matching(await readBody(request, options)).length);
  const get: FetchHandler = (_, { params } = {}) => json(describe(params?.assistant ?? ""));
  const schemasOf = async (name: string, graph: unknown, ours: object | null = null) => {
    const { input, output, state, context } = await graphSchemas(graph);
    return {
      graph_id: name,
      input_schema: input ?? ours,
      output_schema: output,
      state_schema: state,
      config_schema: context, // its older name
      context_schema: context,
    };
  };
  const schemas: FetchHandler = async (request, { params } = {}) => {
    const name = params?.assistant ?? "";
    const served = runner.find(name);
    const graph = await states.shape(name, request);
    const ours = inputSchemaOf(served, limits);
    const found = await schemasOf(name, graph, ours);
    return json(served.options.input === undefined ? found : { ...found, input_schema: ours });
  };
  const graph: FetchHandler = async (request, { params } = {}) => {
    const xray = new URL(request.url).searchParams.get("xray") ?? "false";
    const depth = /^\d{1,3}$/.test(xray) ? Number(xray) : isTrue(xray);
    const drawn = await states.shape(params?.assistant ?? "", request);
    return json((await drawn.getGraphAsync({ xray: depth })).toJSON());
  };
  const subgraphs: FetchHandler = async (request, { params } = {}) => {
    const name = params?.assistant ?? "";
    const isDeep = isTrue(new URL(request.url).searchParams.get("recurse"));
    const all = (await states.shape(name, request)).getSubgraphsAsync(params?.namespace, isDeep);
    const entries = await Array.fromAsync(
      all,
      async ([path, graph]) => [path, await schemasOf(name, graph)] as const,
    );
    return json(Object.fromEntries(entries));
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
    { path: "/assistants/:assistant/graph", methods: { GET: guardReads(graph) } },
    { path: "/assistants/:assistant/subgraphs", methods: { GET: guardReads(subgraphs) } },
    {
      path: "/assistants/:assistant/subgraphs/:namespace",
      methods: { GET: guardReads(subgraphs) },
    },
  ];
}
