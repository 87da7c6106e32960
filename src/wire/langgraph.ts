/*
 * event: metadata
 * data: {"run_id":"…","attempt":1}
 *
 * event: values
 * data: {"messages":[{"type":"human","content":"…","id":"…"}]}
 *
 * event: messages
 * data: [{"type":"ai","id":"run-…","content":"언어 "},{"langgraph_node":"answer",…}]
 *
 * event: updates
 * data: {"answer":{"messages":[…]}}
 *
 * An event of a subgraph:
 *
 * event: updates|agent:…
 * data: {"model_request":{"messages":[…]}}
 *
 * The record, for clients that ask for custom events:
 *
 * event: custom
 * data: {"type":"splits","end_reason":"marker","splits":["언어 ","…"],…}
 *
 * The events of a run in a thread begin with a number:
 *
 * id: 0
 *
 * A heartbeat, if the stream is idle:
 *
 * : heartbeat
 *
 * A failure, which is the last event:
 *
 * event: error
 * data: {"error":"RunError","message":"The model failed."}
 *
 * https://docs.langchain.com/langsmith/streaming
 */
import type { Dialect } from "./dialect.ts";
import type { StreamEvent } from "./stream_event.ts";

/** The status of a run that was cancelled, for those who still read it. */
const CANCELLED = 499;

/** Options for {@linkcode langGraph}. */
export interface LangGraphOptions {
  /** Whether events have numbers. Default: `false`. */
  hasIds?: boolean;
  /** Whether the record is sent, as a custom event. Default: `false`. */
  hasRecord?: boolean;
  /** Further headers of the reply. */
  headers?: Readonly<Record<string, string>>;
  /** Called with each event as it is written. */
  onWrite?: (text: string) => void;
  /** Called after the last event. A run that is cancelled has none. */
  onEnd?: () => void;
}

/** The settled protocol of LangGraph's server. */
export function langGraph(options: LangGraphOptions = {}): Dialect {
  const { hasIds = false, hasRecord = false, headers = {}, onWrite, onEnd } = options;
  return {
    name: "langgraph",
    contentType: "text/event-stream; charset=utf-8",
    heartbeat: ": heartbeat\n\n",
    frameEnd: "\n\n",
    headers,
    hasEarlyFailures: true,

    createEncoder({ firstId = 0 } = {}) {
      let id = firstId;
      const write = (event: string, json: string) => {
        const text = `${hasIds ? `id: ${id++}\n` : ""}event: ${event}\ndata: ${json}\n\n`;
        onWrite?.(text);
        return text;
      };
      return (event) => {
        const named = toLangGraph(event, hasRecord);
        const text = named === null ? "" : write(...named);
        if (event.type === "end" || event.type === "error") onEnd?.();
        return text;
      };
    },
  };
}

function toLangGraph(event: StreamEvent, hasRecord: boolean): [name: string, json: string] | null {
  switch (event.type) {
    case "start":
      return ["metadata", JSON.stringify({ run_id: event.run.run_id, attempt: 1 })];
    case "graph":
      return [event.event, event.json];
    case "end":
      return hasRecord ? ["custom", JSON.stringify({ type: "splits", ...event.record })] : null;
    case "error": {
      const { message, status_code } = event.failure;
      if (status_code === CANCELLED) return null; // its clients ask for the state of the run
      return ["error", JSON.stringify({ error: "RunError", message })];
    }
    case "text":
    case "split":
    case "state":
    case "reasoning":
    case "tool_call":
    case "value":
    case "updates":
    case "step":
    case "custom":
    case "interrupt":
      return null;
  }
}
