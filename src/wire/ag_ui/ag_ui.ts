/*
 * data: {"type":"RUN_STARTED","threadId":"…","runId":"…"}
 *
 * data: {"type":"TEXT_MESSAGE_START","messageId":"m1","role":"assistant"}
 *
 * data: {"type":"TEXT_MESSAGE_CONTENT","messageId":"m1","delta":"언어 "}
 *
 * data: {"type":"TEXT_MESSAGE_END","messageId":"m1"}
 *
 * data: {"type":"CUSTOM","name":"splits","value":{…the end record…}}
 *
 * data: {"type":"RUN_FINISHED","threadId":"…","runId":"…","outcome":{"type":"success"},
 *        "usage":[{"model":"…","inputTokens":11,"outputTokens":7,"totalTokens":18}]}
 *
 * Each is on one line. A model's reasoning, which is a message of its own:
 *
 * data: {"type":"REASONING_START","messageId":"m1-reasoning"}
 *
 * data: {"type":"REASONING_MESSAGE_START","messageId":"m1-reasoning","role":"reasoning"}
 *
 * data: {"type":"REASONING_MESSAGE_CONTENT","messageId":"m1-reasoning","delta":"…"}
 *
 * data: {"type":"REASONING_MESSAGE_END","messageId":"m1-reasoning"}
 *
 * data: {"type":"REASONING_END","messageId":"m1-reasoning"}
 *
 * A tool call. One of the front end ends the run, with its id in `outcome.pendingToolCallIds`:
 *
 * data: {"type":"TOOL_CALL_START","toolCallId":"c1","toolCallName":"weather","parentMessageId":"m1"}
 *
 * data: {"type":"TOOL_CALL_ARGS","toolCallId":"c1","delta":"{\"city\""}
 *
 * data: {"type":"TOOL_CALL_END","toolCallId":"c1"}
 *
 * The result of a tool of an agent; `metadata` only of a tool that failed:
 *
 * data: {"type":"TOOL_CALL_RESULT","messageId":"m2","toolCallId":"c1","content":"16.8",
 *        "metadata":{"status":"error"}}
 *
 * A step of an agent or graph:
 *
 * data: {"type":"STEP_STARTED","stepName":"model_request"}
 *
 * data: {"type":"STEP_FINISHED","stepName":"model_request"}
 *
 * An event of a node, a JSON value, and the state of a graph after a step that changed it, without
 * its messages:
 *
 * data: {"type":"CUSTOM","name":"custom","value":{…}}
 *
 * data: {"type":"CUSTOM","name":"value","value":{…}}
 *
 * data: {"type":"STATE_SNAPSHOT","snapshot":{…}}
 *
 * An output that is not a text is `result` of RUN_FINISHED, too. The questions of a graph that
 * interrupted itself are its outcome:
 *
 * data: {…,"outcome":{"type":"interrupt","interrupts":[{"id":"…","reason":"input_required",
 *        "message":"…","metadata":{"value":…}}]}}
 *
 * A failure, instead of RUN_FINISHED. What is open stays open:
 *
 * data: {"type":"RUN_ERROR","message":"…","code":"502"}
 *
 * An idle stream sends a comment: `: ping`.
 *
 * https://docs.ag-ui.com/concepts/events
 */
import { AgentTools } from "../updates/agent_tools.ts";
import type { Dialect } from "../dialect.ts";
import type {
  EndRecord,
  Failure,
  RunStart,
  Speaker,
  StepUpdates,
  StreamEvent,
  ToolCallDelta,
} from "../stream_event.ts";
import { type AgUiEvent, OpenParts } from "./open_parts.ts";
import { runFinished } from "./run_finished.ts";

/** Options for {@linkcode agUi}. */
export interface AgUiOptions {
  /** The id of the conversation, from the request. Default: that of the run. */
  threadId?: string | undefined;
  /** The client's id of the run, from the request. Default: that of the run. */
  runId?: string | undefined;
  /** The thread in which a graph waits for answers. Default: the id of the run. */
  waitsIn?: string | undefined;
  /** The ids of the agent's calls that the client has already, in a run that goes on. */
  knownCalls?: readonly string[] | undefined;
}

/** Returns the dialect of AG-UI, version 1. */
export function agUi(options: AgUiOptions = {}): Dialect {
  return {
    name: "ag-ui",
    contentType: "text/event-stream; charset=utf-8",
    heartbeat: ": ping\n\n",
    frameEnd: "\n\n",

    createEncoder({ firstId = 0 } = {}) {
      const encoder = new AgUiEncoder(options, firstId > 0);
      return (event) =>
        encoder.encode(event).map((written) => `data: ${JSON.stringify(written)}\n\n`).join("");
    },
  };
}

/** The source of the text that follows: its message, and the node of the graph. */
interface Source {
  messageId: string;
  node: string | null;
}

class AgUiEncoder {
  readonly #options: AgUiOptions;
  readonly #tools = new AgentTools();
  readonly #open = new OpenParts();
  /** The ids of the front end's calls, by their index. */
  readonly #calls = new Map<number, string>();
  #run: RunStart | null = null;
  #isStarted: boolean;
  #source: Source = { messageId: "", node: null };

  /** @param isStarted whether the client has seen the start */
  constructor(options: AgUiOptions, isStarted: boolean) {
    this.#options = options;
    for (const id of options.knownCalls ?? []) this.#tools.skip(id);
    this.#isStarted = isStarted;
  }

  encode(event: StreamEvent): AgUiEvent[] {
    switch (event.type) {
      case "start":
        return this.#start(event.run);
      case "text":
        return this.#say("text", event.text);
      case "reasoning":
        return this.#say("reasoning", event.text);
      case "tool_call":
        return this.#callOfFrontEnd(event.call);
      case "value":
        return [custom("value", event.value)];
      case "custom":
        return [custom("custom", event.data)];
      case "step":
        return this.#speak(event.step);
      case "state":
        return [{ type: "STATE_SNAPSHOT", snapshot: event.state }];
      case "updates":
        return Object.entries(event.updates)
          .filter(([node]) => !node.startsWith("__")) // LangGraph's own
          .flatMap(([node, update]) => this.#finish(node, { [node]: update }));
      case "split":
      case "graph":
      case "interrupt": // the outcome has it
        return [];
      case "end":
        return this.#end(event.record);
      case "error":
        return this.#fail(event.failure);
    }
  }

  #start(run: RunStart): AgUiEvent[] {
    this.#run = run;
    this.#isStarted = true;
    this.#source = { messageId: run.run_id, node: null };
    return [{ type: "RUN_STARTED", ...this.#ids }];
  }

  get #ids(): { threadId: string; runId: string } {
    const id = this.#run?.run_id ?? crypto.randomUUID(); // a run that failed at once tells no id
    const { threadId = id, runId = id } = this.#options;
    return { threadId, runId };
  }

  #say(kind: "text" | "reasoning", delta: string): AgUiEvent[] {
    const { messageId, node } = this.#source;
    const content = { type: "TEXT_MESSAGE_CONTENT", messageId, delta };
    if (kind === "text" && this.#open.has(messageId)) return [content]; // most tokens
    if (kind === "text") {
      return [
        ...this.#endOf("reasoning"),
        ...this.#open.begin({ kind, id: messageId, node }, {
          type: "TEXT_MESSAGE_START",
          messageId,
          role: "assistant",
        }),
        content,
      ];
    }
    const id = idOf(kind, messageId);
    return [
      ...this.#endOf("text"),
      ...this.#open.begin(
        { kind, id, node },
        { type: "REASONING_START", messageId: id },
        { type: "REASONING_MESSAGE_START", messageId: id, role: "reasoning" },
      ),
      { type: "REASONING_MESSAGE_CONTENT", messageId: id, delta },
    ];
  }

  /** Ends the text, or the reasoning, of whoever speaks. */
  #endOf(kind: "text" | "reasoning"): AgUiEvent[] {
    const ended = idOf(kind, this.#source.messageId);
    return this.#open.end(({ id }) => id === ended);
  }

  /** Another node, or another message of it, speaks. */
  #speak({ node: name, path, message_id }: Speaker): AgUiEvent[] {
    const node = path[0] ?? name;
    this.#source = { messageId: message_id ?? crypto.randomUUID(), node };
    return this.#open.beginStep(path.join("/") || name, node);
  }

  /** All calls of an answer are in one message, as the model's server wants them back. */
  #callOfFrontEnd({ index, id, name = "", args = "" }: ToolCallDelta): AgUiEvent[] {
    const { messageId, node } = this.#source;
    const known = this.#calls.get(index);
    const toolCallId = known ?? id ?? crypto.randomUUID();
    const delta = args === "" ? [] : [{ type: "TOOL_CALL_ARGS", toolCallId, delta: args }];
    if (known !== undefined) return delta;
    this.#calls.set(index, toolCallId);
    this.#tools.skip(toolCallId);
    const start = callStart({ toolCallId, toolCallName: name, parentMessageId: messageId });
    return [
      ...this.#endOf("reasoning"),
      ...this.#endOf("text"),
      ...this.#open.begin({ kind: "call", id: toolCallId, node }, start),
      ...delta,
    ];
  }

  /** A node has finished: its messages are whole, and its tools have answered. */
  #finish(node: string, updates: StepUpdates): AgUiEvent[] {
    const { calls, results } = this.#tools.read(updates);
    const { messageId } = this.#source;
    return [
      ...(this.#open.isIn(node) ? [] : this.#open.beginStep(node, node)),
      ...this.#open.end((part) => part.node === node),
      ...calls.flatMap(({ id: toolCallId, name: toolCallName, args, messageId: own }) => [
        callStart({ toolCallId, toolCallName, parentMessageId: own ?? messageId }),
        { type: "TOOL_CALL_ARGS", toolCallId, delta: JSON.stringify(args) },
        { type: "TOOL_CALL_END", toolCallId },
      ]),
      ...results.map(({ messageId, callId: toolCallId, content, isError }) => ({
        type: "TOOL_CALL_RESULT",
        messageId: messageId ?? crypto.randomUUID(),
        toolCallId,
        content: typeof content === "string" ? content : JSON.stringify(content ?? ""),
        ...(isError ? { metadata: { status: "error" } } : {}),
      })),
      ...this.#open.endSteps(node),
    ];
  }

  #end(record: EndRecord): AgUiEvent[] {
    // Otherwise, the client would make the call without any arguments.
    if (record.tool_calls.some(({ args }) => typeof args === "string")) return [BROKEN_CALL];
    const model = this.#run?.model ?? null;
    return [
      ...this.#open.end(),
      ...this.#open.endSteps(),
      custom("splits", record),
      runFinished(record, {
        ...this.#ids,
        model,
        pendingToolCallIds: [...this.#calls.values()],
        waitsIn: this.#options.waitsIn ?? this.#run?.run_id ?? "",
        tools: this.#tools,
      }),
    ];
  }

  #fail({ message, status_code, code = `${status_code}` }: Failure): AgUiEvent[] {
    const started = this.#isStarted ? [] : [{ type: "RUN_STARTED", ...this.#ids }];
    return [...started, { type: "RUN_ERROR", message, code }];
  }
}

const BROKEN_CALL = {
  type: "RUN_ERROR",
  message: "The model did not complete the arguments of a tool call.",
  code: "invalid_tool_call",
};

/** The client finds messages by their ids, so that reasoning needs one of its own. */
function idOf(kind: "text" | "reasoning", messageId: string): string {
  return kind === "text" ? messageId : `${messageId}-reasoning`;
}

function custom(name: string, value: unknown): AgUiEvent {
  return { type: "CUSTOM", name, value };
}

function callStart(
  call: { toolCallId: string; toolCallName: string; parentMessageId: string },
): AgUiEvent {
  return { type: "TOOL_CALL_START", ...call };
}
