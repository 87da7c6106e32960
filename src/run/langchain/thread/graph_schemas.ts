/** The JSON Schemas of a graph; `null` where it has none. */
export interface GraphSchemas {
  input: object | null;
  output: object | null;
  state: object | null;
  context: object | null;
}

/**
 * Returns the JSON Schemas of a graph that was made with schemas, as LangGraph's server does. An
 * `Annotation` is a type alone, of which nothing is left when the program runs.
 */
export async function graphSchemas(graph: unknown): Promise<GraphSchemas> {
  const read = await import("@langchain/langgraph/zod/schema");
  return {
    input: orNull(() => read.getInputTypeSchema(graph)),
    output: orNull(() => read.getOutputTypeSchema(graph)),
    // Nodes and callers write a state made with zod as its reducers take it.
    state: orNull(() =>
      hasStateSchema(graph) ? read.getStateTypeSchema(graph) : read.getUpdateTypeSchema(graph)
    ),
    context: orNull(() => read.getConfigTypeSchema(graph)),
  };
}

function orNull(read: () => object | undefined): object | null {
  try {
    return read() ?? null;
  } catch {
    return null; // JSON Schema cannot express it, such as a Date
  }
}

/** Whether the state of a graph is a `StateSchema` of LangGraph's, as in an agent. */
function hasStateSchema(graph: unknown): boolean {
  const definition: unknown = Reflect.get(
    Object(Reflect.get(Object(graph), "builder")),
    "_schemaRuntimeDefinition",
  );
  return typeof Reflect.get(Object(definition), "getJsonSchema") === "function";
}
