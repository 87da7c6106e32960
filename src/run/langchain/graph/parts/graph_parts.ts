import { AIMessageChunk, BaseMessage } from "@langchain/core/messages";
import { type GraphMode, GraphPart, type GraphView, TASK_FAILURE } from "./graph_part.ts";
import { toCheckpoint, toTaskCheckpoint } from "../../thread/thread_state.ts";

/**
 * Turns what a graph streams into the events of LangGraph's protocol, as LangGraph's own server
 * names them.
 */
export class GraphParts {
  readonly #view: GraphView;
  /** Of the mode `messages`: the messages so far, and the ids of those that are complete. */
  readonly #partial = new Map<string, BaseMessage>();
  readonly #complete = new Set<string>();

  /** @param view what the client asked for */
  constructor(view: GraphView) {
    this.#view = view;
  }

  /** The modes in which the graph must stream. */
  get modes(): string[] {
    const modes = [...this.#view.modes].filter((mode) =>
      mode !== "events" && mode !== "messages-tuple" && mode !== "messages"
    );
    return this.#has("messages") && !this.#has("values") ? [...modes, "values"] : modes;
  }

  /** Whether the client asked for the messages of models, as they come. */
  get hasMessages(): boolean {
    return this.#has("messages") || this.#has("messages-tuple");
  }

  /** Whether the client asked for the events of everything. */
  get hasEvents(): boolean {
    return this.#has("events");
  }

  /** Whether the client asked for the messages of models in subgraphs, too. */
  get hasInnerModels(): boolean {
    return this.#has("messages");
  }

  /** Whether the client asked for subgraphs. */
  get subgraphs(): boolean {
    return this.#view.subgraphs;
  }

  /** Returns the events of a tuple of the graph's stream. */
  ofTuple(path: readonly string[], mode: string, data: unknown): GraphPart[] {
    const isInside = path.length > 0 && !this.#view.subgraphs;
    // A subgraph writes to the stream of its graph.
    if (isInside) return mode === "custom" && this.#has(mode) ? [new GraphPart(mode, data)] : [];
    const name = [mode, ...path].join("|");
    // With subgraphs, LangGraph names the checkpoint of each state.
    const isEnvelope = mode === "checkpoints" && isRecord(data) && !("values" in data);
    if (isEnvelope) {
      const hasStates = this.#has("values") || this.#has("messages");
      const isWanted = this.#view.subgraphs && hasStates && !this.#has("checkpoints");
      return isWanted ? [new GraphPart(name, data)] : [];
    }
    const parts = this.#has(mode as GraphMode) && mode !== "messages"
      ? [new GraphPart(name, partOf(mode, data))]
      : [];
    return mode === "values" && this.#has("messages") ? [...parts, ...this.#ofState(data)] : parts;
  }

  /** Returns the events of a message of a model or a node. */
  ofMessage(
    path: readonly string[],
    { message, metadata, isStreamed }: {
      message: BaseMessage;
      metadata: object;
      isStreamed: boolean;
    },
  ): GraphPart[] {
    const name = ["messages", ...path].join("|");
    const isWanted = this.#has("messages-tuple") && (path.length === 0 || this.#view.subgraphs);
    const tuple = isWanted ? [new GraphPart(name, [message, metadata])] : [];
    return this.#has("messages") && isStreamed
      ? [...tuple, ...this.#ofChunk(message, metadata)]
      : tuple;
  }

  /** Returns the event of an event of LangChain. */
  ofEvent(event: unknown): GraphPart {
    return new GraphPart("events", withoutFailure(event));
  }

  #ofChunk(message: BaseMessage, metadata: object): GraphPart[] {
    const { id } = message;
    if (id === undefined) return [];
    const before = this.#partial.get(id);
    const whole = before instanceof AIMessageChunk && message instanceof AIMessageChunk
      ? before.concat(message)
      : message;
    this.#partial.set(id, whole);
    const first = before === undefined
      ? [new GraphPart("messages/metadata", { [id]: { metadata } })]
      : [];
    return [...first, new GraphPart("messages/partial", [whole])];
  }

  #ofState(state: unknown): GraphPart[] {
    const messages = typeof state === "object" && state !== null && "messages" in state
      ? [state.messages].flat()
      : [];
    const added = messages.filter((it): it is BaseMessage =>
      BaseMessage.isInstance(it) && it.id !== undefined && !this.#complete.has(it.id)
    );
    for (const { id = "" } of added) this.#complete.add(id);
    return added.length === 0 ? [] : [new GraphPart("messages/complete", added)];
  }

  #has(mode: GraphMode): boolean {
    return this.#view.modes.has(mode);
  }
}

/** Returns what LangGraph's server makes of a value in some modes. */
function partOf(mode: string, data: unknown): unknown {
  if (!isRecord(data)) return data;
  if (mode === "tasks") return taskOf(data);
  if (mode === "checkpoints") {
    const { values, metadata, next } = data;
    return { values, metadata, next };
  }
  if (mode !== "debug" || !isRecord(data.payload)) return data;
  const { type, payload } = data;
  if (type === "checkpoint") return { ...data, payload: checkpointOf(payload) };
  return type === "task_result" ? { ...data, payload: taskOf(payload) } : data;
}

function checkpointOf({ config, parentConfig, tasks, ...rest }: Record<string, unknown>) {
  return {
    ...rest,
    config: publicConfig(config),
    parent_config: publicConfig(parentConfig),
    checkpoint: toCheckpoint(config),
    parent_checkpoint: toCheckpoint(parentConfig),
    tasks: Array.isArray(tasks) ? tasks.map((task) => isRecord(task) ? taskOf(task) : task) : [],
  };
}

function taskOf(task: Record<string, unknown>): Record<string, unknown> {
  const { state, ...rest } = task.error == null ? task : { ...task, error: TASK_FAILURE };
  const checkpoint = toTaskCheckpoint(state);
  if (checkpoint !== null) return { ...rest, checkpoint };
  return "state" in task ? { ...rest, state } : rest;
}

/** Leaves out of an event of LangChain what an error says, which may be a stack. */
function withoutFailure(event: unknown): unknown {
  if (!isRecord(event) || !isRecord(event.data)) return event;
  const { data } = event;
  if ("error" in data) return { ...event, data: { ...data, error: TASK_FAILURE.message } };
  if (!Array.isArray(data.chunk)) return event;
  const [mode, part] = data.chunk.slice(-2);
  const isOfTask = isRecord(part) && (mode === "tasks" || mode === "debug");
  if (!isOfTask) return event;
  const chunk = [...data.chunk.slice(0, -1), partOf(mode, part)];
  return { ...event, data: { ...data, chunk } };
}

/** Leaves out what LangGraph keeps in a config for itself. */
function publicConfig(config: unknown): unknown {
  if (!isRecord(config) || !isRecord(config.configurable)) return config;
  const entries = Object.entries(config.configurable).filter(([key]) => !key.startsWith("__"));
  const { callbacks: _, ...rest } = config;
  return { ...rest, configurable: Object.fromEntries(entries) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
