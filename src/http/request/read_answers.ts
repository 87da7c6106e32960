import type { Answer } from "../../run/langchain/thread/answer.ts";
import { readQuestionId } from "../../wire/updates/questions.ts";
import type { UIAnswer } from "../../wire/ui/tool_parts.ts";
import type { RequestConfig, RunRequestConfig } from "./read_config.ts";
import { isObject } from "../../wire/is_object.ts";
import { invalid } from "./validate.ts";

/** The answers to the questions of a thread. */
export interface Answers {
  threadId: string;
  answers: Answer[];
}

/** Returns a config that names a thread. */
export function inThread<C extends RequestConfig>(asked: C, threadId: string): C {
  const configurable = { ...asked.config.configurable, thread_id: threadId };
  return { ...asked, config: { ...asked.config, configurable } };
}

/** How a request asks a graph that may ask back. */
export interface GraphAnswers {
  config: RunRequestConfig;
  answers?: Answer[];
  keepsQuestions: true;
  /** The thread in which the graph waits; `undefined` for one with the id of the run. */
  waitsIn: string | undefined;
}

/** Returns how to go on with the answers of a request, or to begin without. */
export function withAnswers(config: RunRequestConfig, answers: Answers | null): GraphAnswers {
  const keepsQuestions = true;
  if (answers === null) return { config, keepsQuestions, waitsIn: threadOf(config) };
  const { threadId: waitsIn, answers: given } = answers;
  return { ...inThread({ config }, waitsIn), keepsQuestions, answers: given, waitsIn };
}

/** Returns the id of the thread that a config names. */
export function threadOf({ configurable }: RunRequestConfig): string | undefined {
  const id = configurable?.thread_id;
  return id == null ? undefined : String(id);
}

/** An answer with the id of its question, and its place in the request. */
export interface GivenAnswer extends Omit<Answer, "threadId" | "interruptId" | "index"> {
  id: unknown;
  pointer: string;
}

/**
 * Returns answers with what their ids say.
 *
 * @returns `null` if there are none
 * @throws {HttpError} 422 if an id is not one of a question, or they are of several threads
 */
export function toAnswers(given: readonly GivenAnswer[]): Answers | null {
  const answers = given.map(({ id, pointer, ...answer }) => {
    const read = readQuestionId(id);
    if (read === null) throw invalid(pointer, "must name a question of a graph: ask:…");
    return { ...read, ...answer };
  });
  const [first] = answers;
  if (first === undefined) return null;
  const { threadId } = first;
  const other = answers.findIndex((answer) => answer.threadId !== threadId);
  if (other !== -1) throw invalid(given[other]?.pointer ?? "#", "must be of the same thread");
  return { threadId, answers };
}

/**
 * Reads the answers in the last message of the AI SDK's chat: its tool parts in the state
 * `approval-responded`, and outputs of questions.
 *
 * @returns `null` if there are none
 * @throws {HttpError} 422 if a question is left open
 */
export function readUIAnswers(
  messages: unknown,
): Answers & { shown: UIAnswer[] } | null {
  if (!Array.isArray(messages)) return null;
  const last: unknown = messages.at(-1);
  if (!isObject(last) || last.role !== "assistant" || !Array.isArray(last.parts)) return null;
  const { parts } = last;
  // Those before belong to an earlier request.
  const begin = parts.findLastIndex((part) => isObject(part) && part.type === "step-start") + 1;
  const at = `#/messages/${messages.length - 1}/parts`;
  const given: GivenAnswer[] = [];
  const shown: UIAnswer[] = [];
  let open: string | null = null;
  for (const [i, part] of parts.entries()) {
    if (i < begin || !isObject(part)) continue;
    const { state, approval, toolCallId, output, errorText } = part;
    const pointer = `${at}/${i}`;
    const { id, approved, reason } = isObject(approval) ? approval : {};
    const isQuestion = readQuestionId(toolCallId) !== null;
    if (!isQuestion && readQuestionId(id) === null) continue;
    const reply = { id: id ?? toolCallId, pointer };
    const isApproved = approved === true || state === "output-available";
    if (state === "approval-responded") {
      const because = typeof reason === "string" ? { reason } : {};
      given.push({ ...reply, approved: isApproved, ...because });
      shown.push({ toolCallId: String(toolCallId), isApproved, isQuestion });
    } else if (isQuestion && state === "output-available") {
      given.push({ ...reply, approved: true, value: output });
    } else if (isQuestion && state === "output-error") {
      given.push({ ...reply, approved: false, reason: String(errorText) });
    } else if (state === "approval-requested") {
      open = pointer;
    }
  }
  const answers = toAnswers(given);
  if (answers !== null && open !== null) {
    throw invalid(open, "must be answered, too: the graph waits for all answers");
  }
  return answers === null ? null : { ...answers, shown };
}
