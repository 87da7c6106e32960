import type { BaseMessage } from "@langchain/core/messages";
import type { Emit } from "../chunk_reader.ts";
import { isHook, MODEL_NODE, type Revision } from "./graph.ts";
import type { MessageSource } from "./graph_handler.ts";
import { isModels, messagesIn, replaceMessages } from "./graph_messages.ts";
import { toPlainObject } from "../message/to_plain_json.ts";
import { Reasoning, reasoningOf } from "../message/reasoning.ts";
import { StepUpdate } from "./step_update.ts";
import { textOf } from "../message/text_of.ts";

/** Options of {@linkcode GraphAnswer}. */
export interface GraphAnswerOptions {
  /** When hooks may have changed what a model said. Until then its words are held back. */
  revision: Revision;
  /** Called with the step of the graph that the text to come is from. */
  onStep?: ((step: string) => void) | undefined;
}

/** What is held back until no hook can change it any more. */
type Held =
  | { source: MessageSource; chunk: string | Reasoning }
  | { updates: Record<string, unknown> };

/**
 * Decides which words of a graph's models and nodes are its answer, so that
 * each is said once:
 *
 * - A model's words are said as they come. What its whole message has beyond
 *   them is added.
 * - A message that a node gives, and no model streamed, is said whole, unless
 *   it only repeats what a model said in that node, or what was in the state.
 * - Where a middleware may change the message of a model, as one that redacts
 *   does, the words are held back until it has, and the changed ones are said.
 */
export class GraphAnswer {
  readonly #options: GraphAnswerOptions;
  /** The messages that were said, or that were there before. */
  readonly #known = new Set<string | BaseMessage>();
  readonly #sources: MessageSource[] = [];
  readonly #byId = new Map<string, MessageSource>();
  readonly #revisions = new Map<string, BaseMessage>();
  #held: Held[] = [];

  /** @param options when words are held back, and what hears of steps */
  constructor(options: GraphAnswerOptions) {
    this.#options = options;
  }

  /** Notes the messages that a node begins with: to repeat them is no answer. */
  addState(messages: readonly BaseMessage[]): void {
    for (const message of messages) this.#known.add(message.id ?? message);
  }

  /** Reads a chunk of a model's message. */
  addChunk(source: MessageSource, message: BaseMessage, isFrame: boolean, emit: Emit): void {
    if (isFrame) {
      if (source.held > 0 && source.run?.isFinished) source.held--;
      this.#say(source, reasoningOf(message), true, emit);
    }
    const text = textOf(message);
    if (text === null || text === "" && isFrame) return;
    if (text === "") {
      source.held++;
      if (source.run?.provider?.endsWithEmpty !== true) this.#release(source, emit);
      return;
    }
    this.#release(source, emit);
    this.#say(source, text, false, emit);
  }

  /** Reads a model's whole message, at its end. */
  addEnd(source: MessageSource, message: BaseMessage, isWhole: boolean, emit: Emit): void {
    if (isWhole) this.#say(source, reasoningOf(message), true, emit);
    if (source.held > 0 && source.run?.provider?.endsWithEmpty) source.held--;
    this.#release(source, emit);
    const text = textOf(message) ?? "";
    if (text.startsWith(source.text)) {
      this.#say(source, text.slice(source.text.length), false, emit);
    }
    this.#sources.push(source);
    if (message.id === undefined) return;
    this.#known.add(message.id);
    this.#byId.set(message.id, source);
  }

  /** Reads what a step of the graph, or of a graph inside, has added to the state. */
  addUpdates(path: readonly string[], updates: Record<string, unknown>, emit: Emit): void {
    const { revision } = this.#options;
    const isFinal = !this.#isHolding ||
      revision !== "end" && !Object.keys(updates).some(mayBeRevised);
    if (isFinal) this.#releaseAll(emit);
    for (const [node, update] of Object.entries(updates)) {
      for (const message of messagesIn(update)) this.#addMessage([...path, node], message, emit);
    }
    if (path.length > 0) return;
    if (isFinal) emit(new StepUpdate(toPlainObject(updates)));
    else this.#held.push({ updates });
  }

  /** Says what is still held back. */
  end(emit: Emit): void {
    this.#releaseAll(emit);
  }

  #addMessage(path: readonly string[], message: BaseMessage, emit: Emit): void {
    const source = this.#byId.get(message.id ?? "");
    if (source !== undefined) return this.#revise(source, message);
    const key = message.id ?? message;
    if (!isModels(message) || this.#known.has(key) || path.includes("tools")) return;
    this.#known.add(key);
    const text = textOf(message) ?? "";
    if (text === "" || this.#isCopy(path, text)) return;
    const author: MessageSource = { path, run: null, text: "", held: 0, revised: null };
    if (message.id !== undefined) this.#byId.set(message.id, author);
    this.#say(author, text, false, emit);
  }

  #revise(source: MessageSource, message: BaseMessage): void {
    const text = message.type === "remove" ? "" : textOf(message) ?? "";
    if (text === (source.revised ?? source.text)) return;
    source.revised = text;
    this.#revisions.set(message.id ?? "", message);
  }

  /** Whether a model in this node has just said the same. */
  #isCopy(path: readonly string[], text: string): boolean {
    const index = this.#sources.findIndex((source) =>
      source.text === text && path.every((node, i) => source.path[i] === node)
    );
    if (index < 0) return false;
    this.#sources.splice(index, 1); // to say it again in another step is no copy
    return true;
  }

  #release(source: MessageSource, emit: Emit): void {
    for (; source.held > 0; source.held--) this.#put({ source, chunk: "" }, emit);
  }

  #say(source: MessageSource, text: string, isReasoning: boolean, emit: Emit): void {
    if (text === "") return;
    if (!isReasoning) source.text += text;
    this.#put({ source, chunk: isReasoning ? new Reasoning(text) : text }, emit);
  }

  get #isHolding(): boolean {
    const { revision } = this.#options;
    return revision === "step" || revision === "end" || this.#held.length > 0;
  }

  #put(words: { source: MessageSource; chunk: string | Reasoning }, emit: Emit): void {
    const isInUnknown = this.#options.revision === "unknown" &&
      words.source.path.at(-1) === MODEL_NODE; // an agent that a node of the graph calls
    if (this.#isHolding || isInUnknown) {
      this.#held.push(words);
      return;
    }
    const [step] = words.source.path;
    if (typeof words.chunk === "string" && step !== undefined) this.#options.onStep?.(step);
    emit(words.chunk);
  }

  #releaseAll(emit: Emit): void {
    const held = this.#held;
    this.#held = [];
    const revised = new Set<MessageSource>();
    for (const item of held) {
      if ("updates" in item) {
        emit(new StepUpdate(toPlainObject(replaceMessages(item.updates, this.#revisions))));
        continue;
      }
      const { source, chunk } = item;
      const [step] = source.path;
      if (step !== undefined) this.#options.onStep?.(step);
      if (source.revised === null) emit(chunk);
      else if (!revised.has(source)) {
        revised.add(source);
        if (source.revised !== "") emit(source.revised);
      }
    }
  }
}

/** Whether hooks may still change the messages that this node of an agent has added. */
function mayBeRevised(node: string): boolean {
  return node === MODEL_NODE || isHook(node);
}
