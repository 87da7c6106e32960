import { createEmbedServer } from "npm:@langchain/langgraph-api@1.5.1/experimental/embed";
import { MemorySaver } from "@langchain/langgraph";

/** A fetch handler. */
export type Fetch = (request: Request) => Response | Promise<Response>;

/** LangGraph's own server, as the independent judge of its protocol. */
export function judge(graph: Record<string, unknown>): Fetch {
  const threads = new Map<string, { thread_id: string; metadata: Record<string, unknown> }>();
  const store = {
    get: (thread_id: string) => Promise.resolve(threads.get(thread_id) as never),
    set: (thread_id: string, { metadata }: { metadata?: Record<string, unknown> | undefined }) => {
      const before = threads.get(thread_id)?.metadata;
      threads.set(thread_id, { thread_id, metadata: { ...before, ...metadata } });
      return Promise.resolve(threads.get(thread_id) as never);
    },
    delete: (thread_id: string) => Promise.resolve(void threads.delete(thread_id)),
  };
  const server = createEmbedServer({
    graph: graph as never,
    checkpointer: new MemorySaver(),
    threads: store as never,
  });
  return (request) => server.fetch(request) as Promise<Response>;
}
