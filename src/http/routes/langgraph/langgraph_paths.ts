/** The routes of LangGraph's server that there are here, by their paths. */
const SUMMARIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "/runs/stream": { post: "Run without a thread, and stream its events" },
  "/runs/wait": { post: "Run without a thread, and reply with its values" },
  "/threads": { post: "Make a thread" },
  "/threads/search": { post: "The threads of the caller" },
  "/threads/{thread}": {
    get: "A thread",
    patch: "Change the metadata of a thread",
    delete: "Delete a thread",
  },
  "/threads/{thread}/state": { get: "The state of a thread", post: "Change the state of a thread" },
  "/threads/{thread}/history": { post: "The states of a thread, newest first" },
  "/threads/{thread}/runs": {
    get: "The runs of a thread",
    post: "Run in a thread, without waiting for it",
  },
  "/threads/{thread}/runs/stream": { post: "Run in a thread, and stream its events" },
  "/threads/{thread}/runs/wait": { post: "Run in a thread, and reply with its values" },
  "/threads/{thread}/runs/{run}": { get: "A run", delete: "Forget a run" },
  "/threads/{thread}/runs/{run}/cancel": { post: "Cancel a run, or undo it" },
  "/threads/{thread}/runs/{run}/join": { get: "Wait for a run" },
  "/threads/{thread}/runs/{run}/stream": { get: "Stream the events of a run" },
  "/assistants/search": { post: "The runnables, as assistants" },
  "/assistants/{assistant}": { get: "A runnable, as an assistant" },
  "/assistants/{assistant}/graph": { get: "The nodes and edges of a runnable" },
  "/assistants/{assistant}/subgraphs": { get: "The subgraphs of a runnable" },
};

const ANY = { "application/json": { schema: {} } };

/** Returns the description of the routes for LangGraph's clients. */
export function langGraphPaths(security: object): Record<string, unknown> {
  const describe = ([path, methods]: [string, Readonly<Record<string, string>>]) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const parameters = names.map((name) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string" },
    }));
    const operations = Object.entries(methods).map(([method, summary]) => [method, {
      summary,
      tags: ["LangGraph"],
      ...(method === "post" ? { requestBody: { content: ANY } } : {}),
      responses: {
        "200": {
          description: "As LangGraph's server",
          content: path.endsWith("/stream") ? { "text/event-stream": { schema: {} } } : ANY,
        },
        default: { $ref: "#/components/responses/Problem" },
      },
      ...security,
    }]);
    return [path, {
      ...(parameters.length === 0 ? {} : { parameters }),
      ...Object.fromEntries(operations),
    }];
  };
  return Object.fromEntries(Object.entries(SUMMARIES).map(describe));
}
