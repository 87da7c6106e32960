import type { BaseMessage } from "@langchain/core/messages";
import type { Emit } from "../chunk_reader.ts";
import { isHook, MODEL_NODE, type Revision } from "./graph.ts";
import type { MessageSource } from "./graph_handler.ts";
import { isModelMessage, messagesIn, replaceMessages } from "./graph_messages.ts";
import { toPlainObject } from "../message/to_plain_json.ts";
import { AnswerMessage, StepStart } from "./graph_event.ts";
import { SelfEnd } from "../marker/self_end.ts";
import { type Split, splitOf } from "../marker/split_of.ts";
import { Reasoning, reasoningOf } from "../message/reasoning.ts";
import { SplitInfo } from "../message/split_info.ts";
import type { TokenLogprob } from "../../../wire/stream_event.ts";
import { Output } from "../output/output.ts";
import { StepUpdate } from "./step_update.ts";
import { ToldMessages } from "./told_messages.ts";
import { textOf } from "../message/text_of.ts";

/** Options for {@linkcode GraphAnswer}. */
export interface GraphAnswerOptions {
  /** When hooks may change the text of a model. Until then, the text is held back. */
  revision: Revision;
  /** Called with the name of the graph's step that the next text comes from. */
  onStep?: ((step: string) => void) | undefined;
  /** The nodes whose text is the answer. Default: all. */
  answer?: readonly string[] | undefined;
}

/** A chunk of a model, when it was read, and its tokens with their log probabilities. */
interface Chunk {
  message: BaseMessage;
  isFrame: boolean;
  ms: number;
  logprobs: readonly TokenLogprob[] | undefined;
}

/** A piece of a model's text or reasoning. */
interface Piece {
  source: MessageSource;
  chunk: string | Reasoning;
  info?: SplitInfo | undefined;
  /** Whether the model has ended itself with it. */
  isLast?: boolean;
}

/** A piece or an update that is held back until no hook can change it any more. */
type Held =
  | Piece
  | { updates: Record<string, unknown> };

/**
 * Decides which text of a graph's models and nodes is part of the answer, so that each text is
 * emitted once:
 *
 * - The text of a model is emitted as it arrives. If its complete message contains more text, the
 *   rest is emitted at the end.
 * - A message that a node returns, and no model streamed, is emitted whole, unless it repeats the
 *   text of a model in that node, or a message of the state.
 * - If middleware may change the message of a model, for example to redact it, the text is held
 *   back until then, and the changed text is emitted.
 */
export class GraphAnswer {
  readonly #options: GraphAnswerOptions;
  /** The messages that were emitted, or were in the state before. */
  readonly #known = new Set<string | BaseMessage>();
  /** Those that were in the state before. */
  readonly #before = new Set<string | BaseMessage>();
  readonly #sources: MessageSource[] = [];
  readonly #byId = new Map<string, MessageSource>();
  /** Of messages that got their ids later, or copy the text of a model. */
  readonly #byMessage = new WeakMap<BaseMessage, MessageSource>();
  readonly #revisions = new Map<string, BaseMessage>();
  readonly #told = new ToldMessages();
  #held: Held[] = [];
  /** The source of the text that was emitted last. */
  #speaker: MessageSource | null = null;
  /** Whether a model has ended itself, and with it the answer. */
  #isOver = false;

  /** @param options when text is held back, and the callback for steps */
  constructor(options: GraphAnswerOptions) {
    this.#options = options;
  }

  /** Notes the messages in the state of a node. Repeated, they are not part of the answer. */
  addState(messages: readonly BaseMessage[]): void {
    this.#told.add(messages);
    for (const message of messages) {
      this.#known.add(message.id ?? message);
      this.#before.add(message.id ?? message);
    }
  }

  /** Reads a chunk of a model's message. */
  addChunk(source: MessageSource, { message, isFrame, ms, logprobs }: Chunk, emit: Emit): void {
    const info = new SplitInfo({ ms, logprobs });
    const id = message.id ?? source.runId;
    if (id !== undefined) source.messageId ??= id;
    if (isFrame) {
      if (source.run?.isFinished) source.held.pop();
      this.#emitText(source, reasoningOf(message), true, emit);
    }
    const split = splitOf(message);
    if (split !== undefined) return this.#addSplit(source, { split, message, info, emit });
    const text = textOf(message);
    if (text === null || text === "" && isFrame) return;
    if (text === "") {
      source.held.push(ms);
      if (source.run?.provider?.endsWithEmpty !== true) this.#release(source, emit);
      return;
    }
    this.#release(source, emit);
    source.text += text;
    this.#emitOrHold({ source, chunk: text, info }, emit);
  }

  /** Reads the complete message of a model, at its end. */
  addEnd(source: MessageSource, message: BaseMessage, isWhole: boolean, emit: Emit): void {
    if (isWhole) this.#emitText(source, reasoningOf(message), true, emit);
    if (source.run?.provider?.endsWithEmpty) source.held.pop();
    this.#release(source, emit);
    const split = isWhole ? splitOf(message) : undefined;
    const text = textOf(message) ?? "";
    if (split !== undefined) this.#addSplit(source, { split, message, emit });
    else if (text.startsWith(source.text)) {
      this.#emitText(source, text.slice(source.text.length), false, emit);
    }
    this.#sources.push(source);
    if (message.id === undefined) return;
    this.#known.add(message.id);
    this.#byId.set(message.id, source);
  }

  /** Reads the updates to the state by a step of the graph or of a subgraph. */
  addUpdates(path: readonly string[], updates: Record<string, unknown>, emit: Emit): void {
    const { revision } = this.#options;
    const isFinal = !this.#isHolding ||
      revision !== "end" && !Object.keys(updates).some(mayBeRevised);
    if (isFinal) this.#releaseAll(emit);
    for (const [node, update] of Object.entries(updates)) {
      for (const message of messagesIn(update)) this.#addMessage([...path, node], message, emit);
    }
    if (path.length > 0) return;
    if (isFinal) this.#tell(updates, emit);
    else this.#held.push({ updates });
  }

  /**
   * Emits the text that is still held back, and tells what the answer is: the last message that a
   * model has added to the state.
   *
   * @param state the messages of the state; `null` if the graph is not done, or has none
   */
  end(state: readonly BaseMessage[] | null, emit: Emit): void {
    this.#releaseAll(emit);
    if (state === null || this.#isOver) return;
    const last = state.at(-1);
    for (const message of state.toReversed()) {
      if (!isModelMessage(message) || this.#before.has(message.id ?? message)) continue;
      const source = this.#byId.get(message.id ?? "") ?? this.#byMessage.get(message);
      if (!this.#isAnswer(source?.path ?? [])) continue;
      const text = textOf(message) ?? "";
      if (text === "" && last?.type === "tool") break;
      emit(source?.text === text ? new AnswerMessage(source) : new Output(text));
      return;
    }
    if (last?.type === "tool" && !this.#before.has(last.id ?? last)) this.#addResult(last, emit);
  }

  /** The result of a tool is the answer if the agent returns it directly. */
  #addResult(message: BaseMessage, emit: Emit): void {
    const source: MessageSource = { path: ["tools"], run: null, text: "", held: [], revised: null };
    if (message.id !== undefined) source.messageId = message.id;
    this.#emitText(source, textOf(message) ?? "", false, emit);
    if (source.text !== "") emit(new AnswerMessage(source));
  }

  /** A model that ends itself writes less than its splits, so that both are kept apart. */
  #addSplit(
    source: MessageSource,
    { split: { text, isLast }, message, info, emit }: {
      split: Split;
      message: BaseMessage;
      info?: SplitInfo;
      emit: Emit;
    },
  ): void {
    source.text += textOf(message) ?? "";
    if (text === null) return;
    this.#release(source, emit);
    this.#emitOrHold({ source, chunk: text, info, isLast }, emit);
  }

  #addMessage(path: readonly string[], message: BaseMessage, emit: Emit): void {
    const source = this.#byId.get(message.id ?? "");
    if (source !== undefined) return this.#revise(source, message);
    const key = message.id ?? message;
    if (!isModelMessage(message) || this.#known.has(key) || path.includes("tools")) return;
    this.#known.add(key);
    const text = textOf(message) ?? "";
    if (text === "") return;
    const model = this.#takeModel(path, text);
    const node = model ?? { path, run: null, text: "", held: [], revised: null };
    this.#byMessage.set(message, node);
    if (model !== null) return;
    if (message.id !== undefined) {
      node.messageId = message.id;
      this.#byId.set(message.id, node);
    }
    this.#emitText(node, text, false, emit);
  }

  #revise(source: MessageSource, message: BaseMessage): void {
    const text = message.type === "remove" ? "" : textOf(message) ?? "";
    if (text === (source.revised ?? source.text)) return;
    source.revised = text;
    this.#revisions.set(message.id ?? "", message);
  }

  /** Returns the model in this node that has just written the same text, or `null`. */
  #takeModel(path: readonly string[], text: string): MessageSource | null {
    const index = this.#sources.findIndex((source) =>
      source.text === text && path.every((node, i) => source.path[i] === node)
    );
    // The same text in another step is not a copy.
    return index < 0 ? null : this.#sources.splice(index, 1)[0] ?? null;
  }

  #release(source: MessageSource, emit: Emit): void {
    if (source.held.length === 0) return;
    for (const ms of source.held.splice(0)) {
      this.#emitOrHold({ source, chunk: "", info: new SplitInfo({ ms }) }, emit);
    }
  }

  #emitText(source: MessageSource, text: string, isReasoning: boolean, emit: Emit): void {
    if (text === "") return;
    if (!isReasoning) source.text += text;
    this.#emitOrHold({ source, chunk: isReasoning ? new Reasoning(text) : text }, emit);
  }

  get #isHolding(): boolean {
    const { revision } = this.#options;
    return revision === "step" || revision === "end" || this.#held.length > 0;
  }

  #emitOrHold(item: Piece, emit: Emit): void {
    if (!this.#isAnswer(item.source.path)) return;
    const isInUnknown = this.#options.revision === "unknown" &&
      item.source.path.at(-1) === MODEL_NODE; // an agent that a node of the graph calls
    if (this.#isHolding || isInUnknown) {
      this.#held.push(item);
      return;
    }
    this.#speak(item, emit);
  }

  /** Emits a chunk, and before it the source if that has changed. */
  #speak({ source, chunk, info, isLast = false }: Piece, emit: Emit): void {
    const [step] = source.path;
    if (typeof chunk === "string" && step !== undefined) this.#options.onStep?.(step);
    if (source !== this.#speaker) {
      this.#speaker = source;
      const { path, messageId } = source;
      const id = messageId === undefined ? {} : { message_id: messageId };
      emit(new StepStart({ node: path.at(-1) ?? "", path, ...id }, source));
    }
    if (isLast) {
      this.#isOver = true;
      emit(new SelfEnd());
    }
    if (info !== undefined) emit(info);
    emit(chunk);
  }

  #releaseAll(emit: Emit): void {
    const held = this.#held;
    this.#held = [];
    const revised = new Set<MessageSource>();
    for (const item of held) {
      if ("updates" in item) {
        this.#tell(replaceMessages(item.updates, this.#revisions), emit);
        continue;
      }
      const { source } = item;
      if (source.revised === null) this.#speak(item, emit);
      else if (!revised.has(source)) {
        revised.add(source);
        if (source.revised !== "") this.#speak({ source, chunk: source.revised }, emit);
      }
    }
    for (const source of revised) source.text = source.revised ?? "";
  }

  #tell(updates: Record<string, unknown>, emit: Emit): void {
    emit(new StepUpdate(toPlainObject(this.#told.newIn(updates))));
  }

  /** Whether a text in these nodes is part of the answer. */
  #isAnswer(path: readonly string[]): boolean {
    const { answer } = this.#options;
    return answer === undefined || path.some((node) => answer.includes(node));
  }
}

/** Whether hooks may still change the messages that a node of an agent has added. */
function mayBeRevised(node: string): boolean {
  return node === MODEL_NODE || isHook(node);
}
