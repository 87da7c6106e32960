import type { BaseMessage } from "@langchain/core/messages";
import { isHook } from "./graph.ts";
import type { ModelObserver, ModelRun } from "../model/model_observer.ts";
import { type CallbackParameters, ModelCallbackHandler } from "../model/model_callback_handler.ts";

/** A run of a model whose words are a part of a graph's answer. */
export interface MessageSource {
  /** The names of the nodes that it runs in, outermost first. */
  readonly path: readonly string[];
  /** `null` if it is no model, but a node that gave a message of its own. */
  readonly run: ModelRun | null;
  /** All text that it has streamed. */
  text: string;
  /** How many empty chunks are held back, because the last of them may be a frame. */
  held: number;
  /** What later steps made of its text, if they changed it. */
  revised: string | null;
}

/** What a {@linkcode GraphHandler} hears; it waits for what these return. */
export interface GraphListener {
  /** A model gave a message, or a chunk of one. */
  onMessage(source: MessageSource, message: BaseMessage, isFrame: boolean): Promise<void>;
  /** A model is done. `isWhole` says that nothing of it was streamed. */
  onModelEnd(source: MessageSource, message: BaseMessage, isWhole: boolean): Promise<void>;
  /** A node begins with these messages in its state. */
  onState(messages: readonly unknown[]): void;
}

/**
 * Hears the models inside a graph token by token, and makes them stream.
 *
 * LangGraph's own stream of messages goes through LangChain's one queue for all
 * runs, runs ahead of its reader, and may lose its end. This handler is waited
 * for, so that nothing is lost and a model is not faster than the client.
 */
export class GraphHandler extends ModelCallbackHandler {
  override readonly name = "splitstream_graph";
  override ignoreChain = false;
  /** Makes LangChain stream a model that a node invokes. */
  readonly lc_prefer_streaming = true;

  readonly #listener: GraphListener;
  readonly #paths = new Map<string, readonly string[]>();
  readonly #sources = new Map<string, MessageSource>();

  /** @param report where models and tools are noted @param listener what hears the words */
  constructor(observer: ModelObserver, listener: GraphListener) {
    super(observer);
    this.#listener = listener;
  }

  /** A node begins. */
  override handleChainStart(...args: CallbackParameters<"handleChainStart">): void {
    const [, inputs, , , , metadata, , name] = args;
    if (metadata === undefined || name !== metadata.langgraph_node) return;
    if (typeof inputs === "object" && inputs !== null) {
      this.#listener.onState(Object.values(inputs).flat());
    }
  }

  /** A model begins. */
  override handleChatModelStart(...args: CallbackParameters<"handleChatModelStart">): void {
    super.handleChatModelStart(...args);
    const [, , runId, , , tags = [], metadata = {}] = args;
    const path = pathOf(metadata);
    const isSilent = tags.includes("nostream") || tags.includes("langsmith:nostream");
    if (path.length > 0 && !isSilent && !path.some(isInner)) this.#paths.set(runId, path);
  }

  /** A model failed. */
  override handleLLMError(...args: CallbackParameters<"handleLLMError">): void {
    super.handleLLMError(...args);
    this.#paths.delete(args[1]);
    this.#sources.delete(args[1]);
  }

  protected override async onMessage(
    message: BaseMessage,
    { run, runId, isFrame }: { run: ModelRun; runId: string; isFrame: boolean },
  ): Promise<void> {
    const source = this.#source(runId, run);
    if (source !== null) await this.#listener.onMessage(source, message, isFrame);
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
    const source = { path, run, text: "", held: 0, revised: null };
    this.#sources.set(runId, source);
    return source;
  }
}

/** What a model says inside a tool or a middleware's hook is for the agent, not for the caller. */
function isInner(node: string): boolean {
  return node === "tools" || isHook(node);
}

function pathOf(metadata: Record<string, unknown>): string[] {
  const path = metadata.langgraph_checkpoint_ns ?? metadata.checkpoint_ns;
  return typeof path === "string" && path !== "" ? namesOf(path.split("|")) : [];
}

/** The names of nodes, without LangGraph's ids of their runs. */
export function namesOf(path: readonly unknown[]): string[] {
  return path.map((step) => String(step).split(":")[0] ?? "");
}
