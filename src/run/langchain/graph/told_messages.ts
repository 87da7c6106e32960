import { BaseMessage } from "@langchain/core/messages";
import { toPlainJson } from "../message/to_plain_json.ts";

/** LangGraph's id of the message that removes all others. */
const REMOVE_ALL = "__remove_all__";

/**
 * Leaves messages out of updates that were told before. A supervisor repeats those of its agents,
 * and a subgraph hands up all that are in its state.
 */
export class ToldMessages {
  readonly #byId = new Map<string, BaseMessage>();
  /** Messages get their ids after their node has returned them. */
  readonly #messages = new WeakSet<BaseMessage>();

  /** Notes messages that must not be told. */
  add(messages: readonly BaseMessage[]): void {
    for (const message of messages) this.#isNew(message);
  }

  /** Returns the updates of nodes without the messages that were told, and notes the others. */
  newIn(updates: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(updates).map(([node, update]) => [node, this.#newInUpdate(update)]),
    );
  }

  #newInUpdate(update: unknown): unknown {
    if (Array.isArray(update)) return update.map((it) => this.#newInUpdate(it));
    if (typeof update !== "object" || update === null || !("messages" in update)) return update;
    const messages = [update.messages].flat();
    if (!messages.some((it) => BaseMessage.isInstance(it))) return update;
    const isWhole = messages.some((it) => BaseMessage.isInstance(it) && it.id === REMOVE_ALL);
    const isNew = (it: unknown) => !BaseMessage.isInstance(it) || this.#isNew(it) || isWhole;
    return { ...update, messages: messages.filter(isNew) };
  }

  /** Whether a message was not told like this before. */
  #isNew(message: BaseMessage): boolean {
    if (message.type === "remove") return true;
    const told = this.#messages.has(message) ? message : this.#byId.get(message.id ?? "");
    this.#messages.add(message);
    if (message.id !== undefined) this.#byId.set(message.id, message);
    return told === undefined || told !== message && jsonOf(told) !== jsonOf(message);
  }
}

function jsonOf(message: BaseMessage): string {
  return JSON.stringify(toPlainJson(message));
}
