import { BaseMessage } from "@langchain/core/messages";
import type { ChunkReader, Emit, Values } from "../chunk_reader.ts";
import { revisionOf } from "./graph.ts";
import { GraphAnswer } from "./graph_answer.ts";
import { GraphHandler, type GraphListener, type MessageSource, namesOf } from "./graph_handler.ts";
import { Handoff } from "./handoff.ts";
import type { ModelObserver } from "../model/model_observer.ts";
import { readChunk } from "../message/read_chunk.ts";
import { Reasoning } from "../message/reasoning.ts";
import type { RunConfig, StreamableRunnable } from "../runnable.ts";
import { StepUpdate } from "./step_update.ts";
import { Value } from "../output/value.ts";

/** Options for {@linkcode GraphReader}. */
export interface GraphReaderOptions {
  /** Collects the metadata of models and tools. */
  observer: ModelObserver;
  /** Called with the name of the graph's step that the next text comes from. */
  onStep?: ((step: string) => void) | undefined;
}

/** An event in a graph: a message of a model, or a value of the graph's stream. */
type GraphEvent =
  | { type: "message"; source: MessageSource; message: BaseMessage; isFrame: boolean }
  | { type: "modelEnd"; source: MessageSource; message: BaseMessage; isWhole: boolean }
  | { type: "value"; value: unknown };

/**
 * Reads an agent or another LangGraph graph: the tokens of its models through a callback handler
 * that they await, and its steps from its stream.
 */
export class GraphReader implements ChunkReader, GraphListener {
  readonly #graph: StreamableRunnable;
  readonly #observer: ModelObserver;
  readonly #answer: GraphAnswer;
  readonly #onStep: ((step: string) => void) | undefined;
  readonly #events = new Handoff<GraphEvent>();

  /** @param graph the graph to run */
  constructor(graph: StreamableRunnable, { observer, onStep }: GraphReaderOptions) {
    this.#graph = graph;
    this.#observer = observer;
    this.#onStep = onStep;
    this.#answer = new GraphAnswer({ revision: revisionOf(graph), onStep });
  }

  /** Starts the graph. */
  start(input: unknown, config: Omit<RunConfig, "callbacks">): Promise<Values> {
    const events = this.#events;
    const graphConfig = {
      ...config,
      callbacks: [new GraphHandler(this.#observer, this)],
      streamMode: ["updates"],
      subgraphs: true,
    };
    let values: ReadableStreamDefaultReader<unknown> | null = null;
    const run = async () => {
      values = (await this.#graph.stream(input, graphConfig)).getReader();
      if (events.isClosed) return await values.cancel();
      for (let next = await values.read(); !next.done; next = await values.read()) {
        await events.write({ type: "value", value: next.value });
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
        return this.#answer.addChunk(event.source, event.message, event.isFrame, emit);
      case "modelEnd":
        // Otherwise, a truncated answer would count as complete, and its tools would be called.
        this.#observer.assertWhole();
        return this.#answer.addEnd(event.source, event.message, event.isWhole, emit);
      case "value":
        this.#observer.assertWhole();
        return this.#readValue(event.value, emit);
    }
  }

  /** Emits the text that was held back. */
  end(emit: Emit): void {
    this.#answer.end(emit);
  }

  /** Called with a message of a model. */
  onMessage(source: MessageSource, message: BaseMessage, isFrame: boolean): Promise<void> {
    return this.#events.write({ type: "message", source, message, isFrame });
  }

  /** Called when a model is done. */
  onModelEnd(source: MessageSource, message: BaseMessage, isWhole: boolean): Promise<void> {
    return this.#events.write({ type: "modelEnd", source, message, isWhole });
  }

  /** Called when a node starts. */
  onState(messages: readonly unknown[]): void {
    this.#answer.addState(messages.filter((it): it is BaseMessage => BaseMessage.isInstance(it)));
  }

  #readValue(value: unknown, emit: Emit): void {
    if (Array.isArray(value)) {
      const [mode, updates] = value.slice(-2);
      const path = value.length === 3 && Array.isArray(value[0]) ? namesOf(value[0]) : [];
      if (mode === "updates" && typeof updates === "object" && updates !== null) {
        return this.#answer.addUpdates(path, updates, emit);
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
