import { readQuestionId } from "../../../wire/updates/questions.ts";
import { type Answers, type GivenAnswer, toAnswers } from "../read_answers.ts";
import { isObject } from "../../../wire/is_object.ts";

/** What people and programs write for yes. */
const YES = /^\W*(approved?|yes|y|ok|true)\W*$/i;

/**
 * Reads the answers to a graph's questions in the messages of a chat: the results, at the end, of the
 * calls that ask. Those of earlier questions are left out: no model has called these tools.
 *
 * @throws {HttpError} 422 if the answers are of several threads
 */
export function readCallAnswers(
  messages: unknown,
): { answers: Answers | null; messages: unknown } {
  if (!Array.isArray(messages)) return { answers: null, messages };
  const begin = messages.findLastIndex((it) => !isObject(it) || it.role !== "tool") + 1;
  const given = messages.flatMap((message, i): GivenAnswer[] => {
    const isAnswer = i >= begin && readQuestionId(message.tool_call_id) !== null;
    return isAnswer ? [toAnswer(message, `#/messages/${i}/tool_call_id`)] : [];
  });
  return { answers: toAnswers(given), messages: messages.flatMap(withoutQuestions) };
}

function toAnswer(
  { tool_call_id: id, content }: Record<string, unknown>,
  pointer: string,
): GivenAnswer {
  const text = textOf(content);
  const value = parse(text);
  if (readQuestionId(id)?.index === null) return { id, pointer, approved: true, value };
  const { approved = value, reason = text } = isObject(value) ? value : {};
  const isApproved = approved === true || YES.test(text);
  return {
    id,
    pointer,
    approved: isApproved,
    ...(isApproved || typeof reason !== "string" || value === false ? {} : { reason }),
    value,
  };
}

function withoutQuestions(message: unknown): unknown[] {
  if (!isObject(message)) return [message];
  if (readQuestionId(message.tool_call_id) !== null) return [];
  const { tool_calls: calls, ...rest } = message;
  if (!Array.isArray(calls)) return [message];
  const own = calls.filter((call) => !isObject(call) || readQuestionId(call.id) === null);
  if (own.length === calls.length) return [message];
  if (own.length > 0) return [{ ...rest, tool_calls: own }];
  return rest.content ? [rest] : [];
}

function textOf(content: unknown): string {
  if (!Array.isArray(content)) return String(content ?? "");
  return content.map((part) => isObject(part) ? String(part.text ?? "") : "").join("");
}

/** A text that is not JSON is itself. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
