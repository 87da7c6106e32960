/** Whether a runnable is an agent or another LangGraph graph. */
export function isGraph(runnable: object): boolean {
  const graph = graphOf(runnable);
  return graph !== null && "streamMode" in graph;
}

/** Whether a graph has messages in its state, or does not show its state. */
export function hasMessages(runnable: object): boolean {
  const graph = graphOf(runnable);
  const channels: unknown = graph === null ? undefined : Reflect.get(graph, "channels");
  return typeof channels !== "object" || channels === null || "messages" in channels;
}

/** Returns the keys of a graph's state that it answers with, without its messages. */
export function stateKeysOf(runnable: object): string[] {
  const graph = graphOf(runnable);
  const keys: unknown = graph === null ? undefined : Reflect.get(graph, "outputChannels");
  return Array.isArray(keys)
    ? keys.filter((key) => typeof key === "string" && key !== "messages")
    : [];
}

/** The node in which an agent from `createAgent` calls its model. */
export const MODEL_NODE = "model_request";

/** The names of the nodes in which `createAgent` runs the hooks of middleware. */
const HOOK = /\.(before|after)_(model|agent)$/;

/** Whether a node runs a hook of middleware. Models that run there do not write the answer. */
export function isHook(node: string): boolean {
  return HOOK.test(node);
}

/** Middleware of `langchain` whose hooks do not change the text of the model. */
const KEEPS_TEXT =
  /^(HumanInTheLoop|ModelCallLimit|ToolCallLimit|todoList)(Middleware)?(\[.*\])?\.after_/i;

/**
 * When hooks may change the text of an agent's model, for example to redact it: `never`; `step`,
 * after each model call; `end`, when the agent is done; `unknown`, for a graph without a visible
 * agent.
 */
export type Revision = "never" | "step" | "end" | "unknown";

/** Returns when hooks in a graph may change the text of a model. */
export function revisionOf(runnable: object): Revision {
  const nodes = nodesOf(runnable);
  if (!nodes.includes(MODEL_NODE)) return "unknown";
  const hooks = nodes.filter((node) => !KEEPS_TEXT.test(node));
  if (hooks.some((node) => node.endsWith(".after_agent"))) return "end";
  return hooks.some((node) => node.endsWith(".after_model")) ? "step" : "never";
}

/** Returns the nodes of a graph and of its known subgraphs. */
export function nodesOf(runnable: object): string[] {
  const graph = graphOf(runnable);
  if (graph === null || !("nodes" in graph)) return [];
  const { nodes } = graph;
  if (typeof nodes !== "object" || nodes === null) return [];
  const inner = Object.values(nodes).flatMap((node) =>
    typeof node === "object" && node !== null && "subgraphs" in node ? subgraphsOf(node) : []
  );
  return [...Object.keys(nodes), ...inner.flatMap((it) => it === runnable ? [] : nodesOf(it))];
}

function subgraphsOf({ subgraphs }: { subgraphs: unknown }): object[] {
  return Array.isArray(subgraphs)
    ? subgraphs.filter((it) => typeof it === "object" && it !== null && isGraph(it))
    : [];
}

/** Returns the graph of an agent from `createAgent`, or the runnable itself. */
export function compiledGraphOf(runnable: object): object {
  return graphOf(runnable) ?? runnable;
}

/** Returns the checkpointer that a graph was compiled with, or `null`. */
export function checkpointerOf(runnable: object): object | null {
  const own: unknown = Reflect.get(compiledGraphOf(runnable), "checkpointer");
  return typeof own === "object" ? own : null;
}

function graphOf(runnable: object): object | null {
  const graph = "graph" in runnable ? runnable.graph : runnable;
  return typeof graph === "object" && graph !== null ? graph : null;
}
