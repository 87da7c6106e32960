import type { Interrupt } from "../stream_event.ts";
import { isObject } from "../is_object.ts";

/** A question of a graph that interrupted itself, as clients answer it: one at a time. */
export interface Question {
  /** Names its thread, its interrupt, and of several calls in that which: `ask:<thread>:<id>/0`. */
  readonly id: string;
  /** The tool call that needs an approval; `null` if the graph asks for something else. */
  readonly call: { readonly name: string; readonly args: unknown } | null;
  /** The question as a text, if the graph gave one. */
  readonly message: string | null;
  /** The question, as the graph wrote it. */
  readonly value: unknown;
}

/** The parts of the id of a {@linkcode Question}. */
export interface QuestionId {
  readonly threadId: string;
  /** The id of the interrupt, or an empty string if LangGraph gave none. */
  readonly interruptId: string;
  /** Which of the calls of the interrupt; `null` if it does not ask about calls. */
  readonly index: number | null;
}

const ID = /^ask:([^:/]+):([^/]*)(?:\/(\d+))?$/;

/**
 * Returns the questions of interrupts. One of LangChain's `humanInTheLoopMiddleware` asks about
 * several tool calls at once.
 *
 * @param threadId the thread in which the graph waits for the answers
 */
export function questionsOf(interrupts: readonly Interrupt[], threadId: string): Question[] {
  return interrupts.flatMap(({ id = "", value }): Question[] => {
    const at = `ask:${threadId}:${id}`;
    const calls = actionRequestsOf(value);
    if (calls === null) return [{ id: at, call: null, message: messageOf(value), value }];
    return calls.map((call, i) => ({
      id: `${at}/${i}`,
      call: { name: String(call.name), args: call.args ?? {} },
      message: typeof call.description === "string" ? call.description : null,
      value: call,
    }));
  });
}

/** Reads the id of a {@linkcode Question}; `null` if it is not one. */
export function readQuestionId(id: unknown): QuestionId | null {
  const [, threadId, interruptId, index] = (typeof id === "string" ? ID.exec(id) : null) ?? [];
  if (threadId === undefined || interruptId === undefined) return null;
  return { threadId, interruptId, index: index === undefined ? null : Number(index) };
}

/** Returns the tool calls that `humanInTheLoopMiddleware` asks about; `null` for other questions. */
export function actionRequestsOf(value: unknown): readonly Record<string, unknown>[] | null {
  if (!isObject(value) || !Array.isArray(value.actionRequests)) return null;
  const { actionRequests } = value;
  return actionRequests.length > 0 && actionRequests.every(isObject) ? actionRequests : null;
}

function messageOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  const { question, message } = isObject(value) ? value : {};
  const text = question ?? message;
  return typeof text === "string" ? text : null;
}
