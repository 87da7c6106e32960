/** Whether a runnable is an agent, or another graph of LangGraph's. */
export function isGraph(runnable: object): boolean {
  const graph = graphOf(runnable);
  return graph !== null && "streamMode" in graph;
}

/** The node in which an agent of `createAgent` calls its model. */
export const MODEL_NODE = "model_request";

/** A hook of a middleware, as `createAgent` names the node that runs it. */
const HOOK = /\.(before|after)_(model|agent)$/;

/** Whether a node runs a middleware's hook. What models say there is not the agent's answer. */
export function isHook(node: string): boolean {
  return HOOK.test(node);
}

/** Middleware of `langchain` whose hooks after the model leave its text as it is. */
const KEEPS_TEXT =
  /^(HumanInTheLoop|ModelCallLimit|ToolCallLimit|todoList)(Middleware)?(\[.*\])?\.after_/i;

/**
 * When hooks may have changed what an agent's model said, as a middleware does
 * that redacts: `never`, `step`, after each model call, `end`, when the agent
 * is done, or `unknown`, for a graph in which no agent is to be seen.
 */
export type Revision = "never" | "step" | "end" | "unknown";

/** Says when hooks in a graph may have changed what a model said. */
export function revisionOf(runnable: object): Revision {
  const nodes = nodesOf(runnable);
  if (!nodes.includes(MODEL_NODE)) return "unknown";
  const hooks = nodes.filter((node) => !KEEPS_TEXT.test(node));
  if (hooks.some((node) => node.endsWith(".after_agent"))) return "end";
  return hooks.some((node) => node.endsWith(".after_model")) ? "step" : "never";
}

/** The nodes of a graph, and of the graphs inside that it tells of. */
function nodesOf(runnable: object): string[] {
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

/** An agent of `createAgent` has its graph inside. */
function graphOf(runnable: object): object | null {
  const graph = "graph" in runnable ? runnable.graph : runnable;
  return typeof graph === "object" && graph !== null ? graph : null;
}
