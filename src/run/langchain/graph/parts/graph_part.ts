/** The stream modes of LangGraph's clients. */
export const GRAPH_MODES = [
  "values",
  "messages",
  "messages-tuple",
  "updates",
  "events",
  "tasks",
  "checkpoints",
  "debug",
  "custom",
  "tools",
] as const;

/** A stream mode of LangGraph's clients. */
export type GraphMode = typeof GRAPH_MODES[number];

/** What a client of LangGraph asks to see of a graph. */
export interface GraphView {
  modes: ReadonlySet<GraphMode>;
  /** Whether it also asks for what happens in subgraphs. */
  subgraphs: boolean;
}

/** An event of a graph as LangGraph's clients read it. */
export class GraphPart {
  /** The name of the event: a mode, and the path of a subgraph. */
  readonly event: string;
  /** Its data, as JSON text. */
  readonly json: string;

  /** @param data the data, which may hold messages */
  constructor(event: string, data: unknown) {
    this.event = event;
    this.json = toGraphJson(data);
  }
}

/** What clients read of an error. Its own words, headers and stack are for the server's log. */
export const TASK_FAILURE = { message: "The task failed.", name: "RunError" } as const;

/** Returns the JSON text of a value, with messages as LangGraph's clients read them. */
export function toGraphJson(value: unknown): string {
  const text = JSON.stringify(value, function (this: Record<string, unknown>, key, json: unknown) {
    const raw = this[key]; // before `toJSON`, which is LangChain's own format
    if (typeof json === "bigint") return json.toString();
    if (raw instanceof Error) return TASK_FAILURE;
    if (typeof raw !== "object" || raw === null || !("toDict" in raw)) return json;
    if (typeof raw.toDict !== "function") return json;
    const { type, data } = raw.toDict();
    return { ...data, type };
  });
  return text ?? "null";
}
