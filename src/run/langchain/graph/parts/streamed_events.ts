/** An event of LangChain's `streamEvents`. */
interface StreamedEvent {
  event: string;
  run_id: string;
  data: { chunk?: unknown };
  tags?: string[];
}

/** Whether a graph tells of its events, and those of the runs in it. */
export function hasEvents(graph: object): graph is EventfulGraph {
  return "streamEvents" in graph && typeof graph.streamEvents === "function";
}

/** A graph that has them. */
export interface EventfulGraph {
  streamEvents(input: unknown, config: object): AsyncIterable<unknown>;
}

/** Yields what the graph streams, which is in the events of its own run. Others go to `onOther`. */
export async function* valuesIn(
  events: AsyncIterable<unknown>,
  { runId, onOther }: { runId: string; onOther: (event: unknown) => Promise<void> },
): AsyncGenerator<unknown> {
  for await (const event of events) {
    const { event: name, run_id, data, tags } = event as StreamedEvent;
    if (tags?.includes("langsmith:hidden")) continue;
    if (name === "on_chain_stream" && run_id === runId) yield data.chunk;
    else await onOther(event);
  }
}
