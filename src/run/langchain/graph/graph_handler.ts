import type { BaseMessage } from "@langchain/core/messages";
import { isHook } from "./graph.ts";
import type { ModelObserver, ModelRun } from "../model/model_observer.ts";
import {
  type CallbackParameters,
  ModelCallbackHandler,
  type StreamedMessage,
} from "../model/model_callback_handler.ts";

/** A source of text in a graph's answer: the run of a model, or a node. */
export interface MessageSource {
  /** The names of the nodes around it, outermost first. */
  readonly path: readonly string[];
  /** The run of the model; `null` for a node that returned a message of its own. */
  readonly run: ModelRun | null;
  /** The id that LangChain gives its message if it has none. */
  readonly runId?: string;
  /** The id of its message, once it is known. */
  messageId?: string;
  /** All text that it has streamed so far. */
  text: string;
  /** When the empty chunks were read that are held back, because the last one may be a frame. */
  readonly held: number[];
  /** The text after changes by later steps; `null` if unchanged. */
  revised: string | null;
}

/** Receives the events of a {@linkcode GraphHandler}, which awaits the returned promises. */
export interface GraphListener {
  /** Called with a message of a model, or a chunk of one. */
  onMessage(message: BaseMessage, of: GraphMessage): Promise<void>;
  /** Called when a model is done. `isWhole` means that it was not streamed. */
  onModelEnd(source: MessageSource, message: BaseMessage, isWhole: boolean): Promise<void>;
  /** Called when a first node starts, with the messages in its state. */
  onState(messages: readonly unknown[]): void;
  /** Called when a node starts. `path` has the nodes around it and the node itself. */
  onNodeStart(id: string, path: readonly string[]): void;
  /** Called when a node is done, or fails. */
  onNodeEnd(id: string): void;
}

/** Where a message that a model streams comes from. */
export interface GraphMessage extends Pick<StreamedMessage, "isFrame" | "info"> {
  source: MessageSource;
}

/**
 * Receives the tokens of all models in a graph, and makes the models stream.
 *
 * LangGraph's own stream of messages shares one LangChain queue with all runs, runs ahead of its
 * reader, and may lose its end. LangChain awaits this handler, so that nothing is lost and a model
 * is not faster than the client.
 */
export class GraphHandler extends ModelCallbackHandler {
  override readonly name = "splitstream_graph";
  override ignoreChain = false;
  /** Makes LangChain stream the models that a node invokes. */
  readonly lc_prefer_streaming = true;

  readonly #listener: GraphListener;
  readonly #paths = new Map<string, readonly string[]>();
  readonly #sources = new Map<string, MessageSource>();
  /** LangGraph's number of the step in which the first nodes run; after a resume, it is not 1. */
  #firstStep: unknown = undefined;

  /** @param observer collects metadata @param listener receives the text */
  constructor(observer: ModelObserver, listener: GraphListener) {
    super(observer);
    this.#listener = listener;
  }

  /**
   * Called when a node starts. Only the state of the first nodes is that from before the run: a later
   * node may start before the updates of an earlier one have been read.
   */
  override handleChainStart(...args: CallbackParameters<"handleChainStart">): void {
    const [, inputs, runId, , , metadata, , name] = args;
    if (metadata === undefined || name !== metadata.langgraph_node) return;
    if (name === "__start__") return; // LangGraph's own: it puts the input into the state
    this.#listener.onNodeStart(runId, pathOf(metadata));
    this.#firstStep ??= metadata.langgraph_step;
    if (metadata.langgraph_step !== this.#firstStep || pathOf(metadata).length > 1) return;
    if (typeof inputs === "object" && inputs !== null) {
      this.#listener.onState(Object.values(inputs).flat());
    }
  }

  /** Called when a node, or something in it, is done. */
  override handleChainEnd(...args: CallbackParameters<"handleChainEnd">): void {
    super.handleChainEnd(...args);
    this.#listener.onNodeEnd(args[1]);
  }

  /** Called when a node, or something in it, fails. */
  override handleChainError(...args: CallbackParameters<"handleChainError">): void {
    this.#listener.onNodeEnd(args[1]);
  }

  /** Called when a model starts. */
  override handleChatModelStart(...args: CallbackParameters<"handleChatModelStart">): void {
    super.handleChatModelStart(...args);
    const [, , runId, , , tags = [], metadata = {}] = args;
    const path = pathOf(metadata);
    const isSilent = tags.includes("nostream") || tags.includes("langsmith:nostream");
    if (path.length > 0 && !isSilent && !path.some(isInner)) this.#paths.set(runId, path);
  }

  /** Called when a model fails. */
  override handleLLMError(...args: CallbackParameters<"handleLLMError">): void {
    super.handleLLMError(...args);
    this.#paths.delete(args[1]);
    this.#sources.delete(args[1]);
  }

  protected override async onMessage(
    message: BaseMessage,
    { run, runId, isFrame, info }: StreamedMessage,
  ): Promise<void> {
    const source = this.#source(runId, run);
    if (source !== null) await this.#listener.onMessage(message, { source, isFrame, info });
  }

  protected override async onEnd(
    message: BaseMessage | undefined,
    { run, runId, isWhole }: { run: ModelRun; runId: string; isWhole: boolean },
  ): Promise<void> {
    const source = this.#source(runId, run);
    this.#paths.delete(runId);
    this.#sources.delete(runId);
    if (source === null || message === undefined) return;
    await this.#listener.onModelEnd(source, message, isWhole);
  }

  #source(runId: string, run: ModelRun): MessageSource | null {
    const known = this.#sources.get(runId);
    if (known !== undefined) return known;
    const path = this.#paths.get(runId);
    if (path === undefined) return null;
    // LangChain gives a message without an id that of its run.
    const source = { path, run, runId: `run-${runId}`, text: "", held: [], revised: null };
    this.#sources.set(runId, source);
    return source;
  }
}

/** Whether models in a node write for the agent, not for the caller: in tools and hooks. */
export function isInner(node: string): boolean {
  return node === "tools" || isHook(node);
}

function pathOf(metadata: Record<string, unknown>): string[] {
  const path = metadata.langgraph_checkpoint_ns ?? metadata.checkpoint_ns;
  return typeof path === "string" && path !== "" ? namesOf(path.split("|")) : [];
}

/** Returns the names of nodes, without the run ids that LangGraph appends. */
export function namesOf(path: readonly unknown[]): string[] {
  return path.map((step) => String(step).split(":")[0] ?? "");
}
