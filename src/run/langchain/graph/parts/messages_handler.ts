import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { AIMessageChunk, BaseMessage, isToolMessage } from "@langchain/core/messages";
import { MarkerMatcher } from "../../../../stream/marker_matcher.ts";
import { LeadingThought } from "../../marker/leading_thought.ts";
import { textOf } from "../../message/text_of.ts";
import type { CallbackParameters } from "../../model/model_callback_handler.ts";

/** Where a message of a graph comes from. */
export interface MessageOrigin {
  /** The path of the subgraph that it is in. */
  path: string[];
  /** What LangGraph says of its node. */
  metadata: Record<string, unknown>;
}

/** Options for {@linkcode MessagesHandler}. */
export interface MessagesHandlerOptions {
  /** Texts that end an answer. What a model writes from there on is left out. */
  endMarkers: readonly string[];
  /** Whether a node writes a part of the answer, so that markers count. */
  isAnswer: (metadata: Record<string, unknown>) => boolean;
  /** Whether messages in subgraphs are wanted. */
  subgraphs: boolean;
  /** Whether those of models are wanted there all the same. */
  hasInnerModels: boolean;
  /** Called with each message, which the callback awaits. */
  onMessage: (message: BaseMessage, from: MessageOrigin, isStreamed: boolean) => Promise<void>;
}

/** A run of a model or a node. */
interface Origin extends MessageOrigin {
  /** Whether it is in a subgraph that is not wanted. Its graph tells of its messages again. */
  isInside: boolean;
  id: string | undefined;
  hasStreamed: boolean;
  matcher: MarkerMatcher | null;
  thought: LeadingThought;
}

/**
 * Collects the messages of a graph's models and nodes, as LangGraph's stream mode `messages` has
 * them. LangGraph's own handler shares one queue with all runs of the process, and may lose its end.
 * This one is awaited.
 */
export class MessagesHandler extends BaseCallbackHandler {
  override readonly name = "splitstream_messages";
  override awaitHandlers = true;
  /** Makes LangChain stream the models that a node invokes. */
  readonly lc_prefer_streaming = true;

  readonly #options: MessagesHandlerOptions;
  readonly #origins = new Map<string, Origin>();
  readonly #seen = new Set<string>();

  /** @param options what to do with a message */
  constructor(options: MessagesHandlerOptions) {
    super();
    this.#options = options;
  }

  /** Called when a model starts. */
  override async handleChatModelStart(
    ...args: CallbackParameters<"handleChatModelStart">
  ): Promise<void> {
    const [, , runId, , , tags = [], metadata, name] = args;
    if (tags.includes("langsmith:nostream") || tags.includes("nostream")) return;
    this.#begin(runId, { tags, metadata, name, isModel: true });
    // The state before is on its way through the streams of the graph, and comes first.
    await new Promise((resolve) => setTimeout(resolve));
  }

  /** Called with a chunk of a model. */
  override async handleLLMNewToken(
    ...args: CallbackParameters<"handleLLMNewToken">
  ): Promise<void> {
    const [token, , runId, , , fields] = args;
    const origin = this.#origins.get(runId);
    if (origin === undefined) return;
    origin.hasStreamed = true;
    const chunk = fields?.chunk;
    const message = chunk !== undefined && "message" in chunk ? chunk.message : undefined;
    const whole = BaseMessage.isInstance(message) ? message : new AIMessageChunk(token);
    await this.#tell(cut(whole, origin), { origin, runId });
  }

  /** Called when a model is done. */
  override async handleLLMEnd(...args: CallbackParameters<"handleLLMEnd">): Promise<void> {
    const [result, runId] = args;
    const origin = this.#origins.get(runId);
    this.#origins.delete(runId);
    if (origin === undefined) return;
    const held = origin.matcher?.flush() ?? "";
    if (held !== "") await this.#tell(new AIMessageChunk(held), { origin, runId });
    if (origin.hasStreamed) return;
    const generation = result.generations[0]?.[0];
    const message = generation !== undefined && "message" in generation ? generation.message : null;
    if (BaseMessage.isInstance(message)) {
      await this.#tell(message, { origin, runId, isOnce: true, isStreamed: false });
    }
  }

  /** Called when a model fails. */
  override handleLLMError(...args: CallbackParameters<"handleLLMError">): void {
    this.#origins.delete(args[1]);
  }

  /** Called when a node starts, or something in it. */
  override handleChainStart(...args: CallbackParameters<"handleChainStart">): void {
    const [, inputs, runId, , tags = [], metadata, , name] = args;
    if (metadata === undefined || name !== metadata.langgraph_node) return;
    if (tags.includes("langsmith:hidden")) return;
    if (!this.#begin(runId, { tags, metadata, name, isModel: false })) return;
    for (const message of messagesOf(inputs)) {
      if (message.id !== undefined) this.#seen.add(message.id);
    }
  }

  /** Called when a node is done, or something in it. */
  override async handleChainEnd(...args: CallbackParameters<"handleChainEnd">): Promise<void> {
    const [outputs, runId] = args;
    const origin = this.#origins.get(runId);
    this.#origins.delete(runId);
    if (origin === undefined) return;
    let index = 0;
    for (const message of outputMessages(outputs)) {
      await this.#tell(message, { origin, runId, isOnce: true, isStreamed: false, index: index++ });
    }
  }

  /** Called when a node fails, or something in it. */
  override handleChainError(...args: CallbackParameters<"handleChainError">): void {
    this.#origins.delete(args[1]);
  }

  /** @returns whether its messages are wanted */
  #begin(
    runId: string,
    { tags, metadata = {}, name, isModel }: {
      tags: string[];
      metadata: Record<string, unknown> | undefined;
      name: string | undefined;
      isModel: boolean;
    },
  ): boolean {
    const namespace = metadata.langgraph_checkpoint_ns ?? metadata.checkpoint_ns;
    if (typeof namespace !== "string" || namespace === "") return false;
    const all = { tags, name, ...metadata };
    const { endMarkers, isAnswer, subgraphs, hasInnerModels } = this.#options;
    const path = subgraphOf(namespace, metadata.langgraph_path);
    const isInside = path.length > 0 && !subgraphs;
    if (isInside && !(isModel && hasInnerModels)) return false;
    this.#origins.set(runId, {
      path,
      isInside,
      metadata: all,
      id: undefined,
      hasStreamed: false,
      matcher: endMarkers.length > 0 && isAnswer(metadata) ? new MarkerMatcher(endMarkers) : null,
      thought: new LeadingThought(),
    });
    return true;
  }

  async #tell(
    message: BaseMessage | null,
    { origin, runId, isOnce = false, isStreamed = true, index }: {
      origin: Origin;
      runId: string;
      isOnce?: boolean;
      isStreamed?: boolean;
      index?: number;
    },
  ): Promise<void> {
    if (message === null) return;
    if (isOnce && message.id !== undefined && this.#seen.has(message.id)) return;
    const id = idOf(message, { origin, runId, index });
    if (id !== message.id) Object.assign(message, { id }).lc_kwargs.id = id;
    if (!origin.isInside) this.#seen.add(id);
    await this.#options.onMessage(message, origin, isStreamed);
  }
}

/** LangGraph's ids: all chunks of a model have the first one's. */
function idOf(
  message: BaseMessage,
  { origin, runId, index }: { origin: Origin; runId: string; index: number | undefined },
): string {
  if (isToolMessage(message)) return message.id ?? `run-${runId}-tool-${message.tool_call_id}`;
  if (index !== undefined) return message.id ?? `run-${runId}-out-${index}`;
  const isOwn = message.id !== undefined && message.id !== `run-${runId}`;
  const id = isOwn ? message.id : origin.id ?? message.id ?? `run-${runId}`;
  origin.id ??= id;
  return id ?? `run-${runId}`;
}

/** Leaves out what may become an end marker; `null` if the answer is over. */
function cut(message: BaseMessage, { matcher, thought }: Origin): BaseMessage | null {
  if (matcher === null) return message;
  if (matcher.marker !== null) return null;
  const text = typeof message.content === "string" ? textOf(message) ?? "" : "";
  if (text === "" || thought.begins(text)) return message;
  const content = matcher.push(text);
  if (content === text) return message;
  const copy = Object.assign(Object.create(Object.getPrototypeOf(message)), message);
  return Object.assign(copy, { content, lc_kwargs: { ...message.lc_kwargs, content } });
}

/** Returns the path of the subgraph around a node, without the node itself. */
function subgraphOf(namespace: string, path: unknown): string[] {
  let segments = 1;
  for (let at = path; Array.isArray(at) && at[0] === "__pregel_push" && at.at(-1) === true;) {
    segments++;
    at = at[1];
  }
  const names = namespace.split("|");
  return names.slice(0, Math.max(names.length - segments, 0));
}

function messagesOf(inputs: unknown): BaseMessage[] {
  if (typeof inputs !== "object" || inputs === null) return [];
  return Object.values(inputs).flat().filter((it): it is BaseMessage => BaseMessage.isInstance(it));
}

/** Returns the messages that a node returns: a message, a list, a state or a command. */
function outputMessages(output: unknown): BaseMessage[] {
  if (BaseMessage.isInstance(output)) return [output];
  if (Array.isArray(output)) return output.flatMap(outputMessages);
  if (typeof output !== "object" || output === null) return [];
  if ("lg_name" in output && "update" in output) return outputMessages(output.update);
  return Object.values(output).flat().filter((it): it is BaseMessage => BaseMessage.isInstance(it));
}
