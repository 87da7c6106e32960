import type { StepUpdates } from "../stream_event.ts";
import { isObject } from "../is_object.ts";

/** A call of a tool that an agent makes itself. */
export interface AgentCall {
  id: string;
  name: string;
  args: unknown;
  /** The id of the message with the call, if it has one. */
  messageId?: string;
}

/** The result of such a call. */
export interface AgentResult {
  /** The id of the call. */
  callId: string;
  /** A text, or parts. */
  content: unknown;
  /** Whether the tool failed. The content says why. */
  isError: boolean;
  /** The id of the message with the result, if it has one. */
  messageId?: string;
}

/**
 * Reads the tool calls of an agent, and their results, from its updates. Each comes once: a
 * supervisor repeats the messages of its agents.
 */
export class AgentTools {
  readonly #known = new Set<string>();
  /** The calls without a result. */
  #open: AgentCall[] = [];

  /** Notes a call that has been written already: the caller makes it. */
  skip(callId: string): void {
    this.#isNew(`call ${callId}`);
  }

  /** Returns the calls and results in updates. */
  read(updates: StepUpdates): { calls: AgentCall[]; results: AgentResult[] } {
    const messages = Object.values(updates).flatMap(messagesIn);
    const calls = messages.flatMap(callsOf).filter(({ id }) => this.#isNew(`call ${id}`));
    const results = messages.flatMap(resultsOf)
      .filter(({ callId }) => this.#isNew(`result ${callId}`));
    const done = new Set(results.map(({ callId }) => callId));
    this.#open = [...this.#open, ...calls].filter(({ id }) => !done.has(id));
    return { calls, results };
  }

  /** Returns the id of a call that has no result yet, once; `undefined` if there is no such call. */
  takeOpen({ name, args }: Pick<AgentCall, "name" | "args">): string | undefined {
    const text = JSON.stringify(args);
    const index = this.#open.findIndex((it) =>
      it.name === name && JSON.stringify(it.args) === text
    );
    return index === -1 ? undefined : this.#open.splice(index, 1)[0]?.id;
  }

  #isNew(key: string): boolean {
    const { size } = this.#known;
    return this.#known.add(key).size > size;
  }
}

/** Of a state, or a list of states: a node may return several. */
function messagesIn(update: unknown): Record<string, unknown>[] {
  if (Array.isArray(update)) return update.flatMap(messagesIn);
  return isObject(update) && Array.isArray(update.messages) ? update.messages.filter(isObject) : [];
}

function callsOf({ id: messageId, tool_calls }: Record<string, unknown>): AgentCall[] {
  const calls = Array.isArray(tool_calls) ? tool_calls.filter(isObject) : [];
  return calls.map(({ id, name, args }) => ({
    id: typeof id === "string" ? id : crypto.randomUUID(),
    name: typeof name === "string" ? name : "",
    args: args ?? {},
    ...(typeof messageId === "string" ? { messageId } : {}),
  }));
}

function resultsOf(message: Record<string, unknown>): AgentResult[] {
  const { type, id, tool_call_id: callId, content, status } = message;
  if (type !== "tool" || typeof callId !== "string") return [];
  const messageId = typeof id === "string" ? { messageId: id } : {};
  return [{ callId, content, isError: status === "error", ...messageId }];
}
