import { BaseMessage } from "@langchain/core/messages";
import type { ChunkReader, Emit, Values } from "../chunk_reader.ts";
import type { RunTiming } from "../../run_timing.ts";
import { logprobsOf } from "../message/logprobs_of.ts";
import { Output } from "../output/output.ts";
import { hasMessages, revisionOf, stateKeysOf } from "./graph.ts";
import { CustomEvent, INTERRUPT, InterruptEvent, interruptsIn } from "./graph_event.ts";
import { GraphAnswer } from "./graph_answer.ts";
import { messagesOfState } from "./graph_messages.ts";
import {
  GraphHandler,
  type GraphListener,
  type GraphMessage,
  isInner,
  type MessageSource,
  namesOf,
} from "./graph_handler.ts";
import type { GraphPart, GraphView } from "./parts/graph_part.ts";
import { GraphParts } from "./parts/graph_parts.ts";
import { MessagesHandler } from "./parts/messages_handler.ts";
import { hasEvents, valuesIn } from "./parts/streamed_events.ts";
import { Handoff } from "./handoff.ts";
import type { ModelObserver } from "../model/model_observer.ts";
import { readChunk } from "../message/read_chunk.ts";
import { Reasoning } from "../message/reasoning.ts";
import type { RunConfig, StreamableRunnable } from "../runnable.ts";
import { StateChanges } from "./state_changes.ts";
import { StepUpdate } from "./step_update.ts";
import { Value } from "../output/value.ts";

/** Whether a node writes a part of the answer. Tools and hooks do not. */
function isAnswerOf(
  answer: readonly string[] | undefined,
  { langgraph_checkpoint_ns: namespace }: Record<string, unknown>,
): boolean {
  const path = namesOf(String(namespace ?? "").split("|"));
  if (path.some(isInner)) return false;
  return answer === undefined || path.some((node) => answer.includes(node));
}

/** Options for {@linkcode GraphReader}. */
export interface GraphReaderOptions {
  /** Collects the metadata of models and tools. */
  observer: ModelObserver;
  /** Called with the name of the graph's step that the next text comes from. */
  onStep?: ((step: string) => void) | undefined;
  /** The nodes whose text is the answer. Default: all. */
  answer?: readonly string[] | undefined;
  /** The clock of the run, which also collects the times of steps. */
  timing: RunTiming;
  /** Whether the caller asked for log probabilities. Default: `false`. */
  hasLogprobs?: boolean | undefined;
  /** What a client of LangGraph asked to see. Default: nothing. */
  view?: GraphView | undefined;
  /** The end markers of the run. */
  endMarkers?: readonly string[] | undefined;
}

/** An event in a graph: a message of a model, or a value of the graph's stream. */
type GraphEvent =
  | { type: "message"; message: BaseMessage; of: GraphMessage; ms: number }
  | { type: "modelEnd"; source: MessageSource; message: BaseMessage; isWhole: boolean }
  | { type: "parts"; parts: GraphPart[] }
  | { type: "value"; value: unknown };

/**
 * Reads an agent or another LangGraph graph: the tokens of its models through a callback handler
 * that they await, and its steps from its stream.
 */
export class GraphReader implements ChunkReader, GraphListener {
  readonly #graph: StreamableRunnable;
  readonly #hasMessages: boolean;
  /** The state after the last step. */
  #state: unknown = undefined;
  readonly #stateChanges: StateChanges;
  readonly #observer: ModelObserver;
  readonly #answer: GraphAnswer;
  readonly #onStep: ((step: string) => void) | undefined;
  readonly #events = new Handoff<GraphEvent>();
  readonly #timing: RunTiming;
  readonly #hasLogprobs: boolean;
  /** What a client of LangGraph gets; `null` for others. */
  readonly #parts: GraphParts | null;
  readonly #messages: MessagesHandler | null;

  /** @param graph the graph to run */
  constructor(
    graph: StreamableRunnable,
    { observer, onStep, answer, timing, hasLogprobs = false, view, endMarkers = [] }:
      GraphReaderOptions,
  ) {
    this.#graph = graph;
    this.#parts = view === undefined ? null : new GraphParts(view);
    this.#messages = this.#parts?.hasMessages
      ? new MessagesHandler({
        endMarkers,
        subgraphs: this.#parts.subgraphs,
        hasInnerModels: this.#parts.hasInnerModels,
        isAnswer: (metadata) => isAnswerOf(answer, metadata),
        onMessage: (message, { path, metadata }, isStreamed) =>
          this.#tell(this.#parts?.ofMessage(path, { message, metadata, isStreamed }) ?? []),
      })
      : null;
    this.#hasMessages = hasMessages(graph);
    this.#stateChanges = new StateChanges(stateKeysOf(graph));
    this.#observer = observer;
    this.#onStep = onStep;
    this.#timing = timing;
    this.#hasLogprobs = hasLogprobs;
    this.#answer = new GraphAnswer({ revision: revisionOf(graph), onStep, answer });
  }

  /** Starts the graph. */
  start(input: unknown, config: Omit<RunConfig, "callbacks">): Promise<Values> {
    const events = this.#events;
    const graphConfig = {
      ...config,
      callbacks: [
        new GraphHandler(this.#observer, this),
        ...(this.#messages === null ? [] : [this.#messages]),
      ],
      streamMode: [
        ...new Set([
          "updates",
          "custom",
          "values",
          ...this.#parts?.modes ?? [],
        ]),
      ],
      subgraphs: true,
      // LangGraph names the checkpoints of states only for `streamEvents`, which sets a version.
      ...(this.#parts?.subgraphs ? { version: "v2" } : {}),
    };
    let values: ReadableStreamDefaultReader<unknown> | null = null;
    const run = async () => {
      const stream = this.#parts?.hasEvents && hasEvents(this.#graph)
        ? ReadableStream.from(valuesIn(this.#graph.streamEvents(input, graphConfig), {
          runId: config.runId,
          onOther: (event) =>
            this.#tell([this.#parts?.ofEvent(event)].filter((part) => part !== undefined)),
        }))
        : await this.#graph.stream(input, graphConfig);
      values = stream.getReader();
      if (events.isClosed) return await values.cancel();
      for (let next = await values.read(); !next.done; next = await values.read()) {
        const written = events.write({ type: "value", value: next.value });
        // LangGraph does not wait for its reader. Neither may this one, or messages overtake values.
        if (this.#parts === null) await written;
      }
    };
    run().then(() => events.close(), (error) => events.fail(error));
    return Promise.resolve({
      read: () => events.read(),
      cancel: async (reason) => {
        events.cancel();
        await values?.cancel(reason);
      },
    });
  }

  /**
   * Reads an event.
   *
   * @throws {ChunkTypeError} if the graph yields a value that JSON cannot express
   * @throws {CutStreamError} if the stream of a model was truncated
   * @throws {FinishReasonError} if a finish reason means that the model failed
   */
  read(event: GraphEvent, emit: Emit): void {
    switch (event.type) {
      case "message":
        return this.#readMessage(event, emit);
      case "modelEnd":
        // Otherwise, a truncated answer would count as complete, and its tools would be called.
        this.#observer.assertWhole();
        return this.#answer.addEnd(event.source, event.message, event.isWhole, emit);
      case "parts":
        for (const part of event.parts) emit(part);
        return;
      case "value":
        this.#observer.assertWhole();
        for (const part of this.#partsOf(event.value)) emit(part);
        return this.#readValue(event.value, emit);
    }
  }

  /** Emits the text that was held back. */
  end(emit: Emit, { isDone }: { isDone: boolean }): void {
    this.#answer.end(isDone && this.#hasMessages ? messagesOfState(this.#state) : null, emit);
    if (isDone && !this.#hasMessages && this.#state !== undefined) emit(new Output(this.#state));
  }

  /** Called with a message of a model. */
  onMessage(message: BaseMessage, of: GraphMessage): Promise<void> {
    return this.#events.write({ type: "message", message, of, ms: this.#timing.elapsedMs });
  }

  /** Called when a model is done. */
  onModelEnd(source: MessageSource, message: BaseMessage, isWhole: boolean): Promise<void> {
    return this.#events.write({ type: "modelEnd", source, message, isWhole });
  }

  /** Called when a node starts. */
  onState(messages: readonly unknown[]): void {
    this.#answer.addState(messages.filter((it): it is BaseMessage => BaseMessage.isInstance(it)));
  }

  /** Called when a node starts. */
  onNodeStart(id: string, path: readonly string[]): void {
    this.#timing.startStep(id, path);
  }

  /** Called when a node is done, or fails. */
  onNodeEnd(id: string): void {
    this.#timing.endStep(id);
  }

  async #tell(parts: GraphPart[]): Promise<void> {
    if (parts.length > 0) await this.#events.write({ type: "parts", parts });
  }

  #partsOf(value: unknown): GraphPart[] {
    if (this.#parts === null || !Array.isArray(value) || value.length !== 3) return [];
    const [path, mode, data] = value;
    return Array.isArray(path) ? this.#parts.ofTuple(path.map(String), String(mode), data) : [];
  }

  #readMessage({ message, of, ms }: GraphEvent & { type: "message" }, emit: Emit): void {
    const { source, isFrame, info } = of;
    const logprobs = this.#hasLogprobs ? logprobsOf(message, info) : undefined;
    this.#answer.addChunk(source, { message, isFrame, ms, logprobs }, emit);
  }

  #readValue(value: unknown, emit: Emit): void {
    if (Array.isArray(value)) {
      const [mode, updates] = value.slice(-2);
      const path = value.length === 3 && Array.isArray(value[0]) ? namesOf(value[0]) : [];
      if (mode === "updates" && typeof updates === "object" && updates !== null) {
        const interrupts = interruptsIn(updates);
        if (interrupts === null) {
          if (path.length === 0) this.#stateChanges.begin();
          return this.#answer.addUpdates(path, updates, emit);
        }
        return path.length === 0 ? emit(new InterruptEvent(interrupts)) : undefined;
      }
      if (mode === "custom") return emit(new CustomEvent(new Value(updates).json));
      if (mode === "values") {
        if (path.length > 0) return;
        // An interrupt comes without the state, in which LangGraph's `invoke` puts it.
        this.#state = INTERRUPT in Object(updates)
          ? { ...Object(this.#state), ...Object(updates) }
          : updates;
        return this.#stateChanges.read(updates, emit);
      }
    }
    // An object that looks like a graph may ignore the stream mode.
    const chunk = readChunk(value);
    if (chunk === null) return;
    if (chunk instanceof StepUpdate || chunk instanceof Value) return emit(chunk);
    if (chunk.step !== null) this.#onStep?.(chunk.step);
    if (chunk.reasoning !== "") emit(new Reasoning(chunk.reasoning));
    if (chunk.text !== null) emit(chunk.text);
  }
}
