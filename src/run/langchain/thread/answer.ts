import type { Interrupt } from "../../../wire/stream_event.ts";
import { actionRequestsOf, type QuestionId } from "../../../wire/updates/questions.ts";
import { InputError } from "../input/input_error.ts";
import { isObject } from "../../../wire/is_object.ts";

/** A person's answer to a question of a graph. */
export interface Answer extends QuestionId {
  /** Whether a tool call, or whatever the graph asks, is approved. */
  readonly approved: boolean;
  /** Why it is not. The model is told. */
  readonly reason?: string | undefined;
  /** What the graph gets in place of `approved`, or a decision of `humanInTheLoopMiddleware`. */
  readonly value?: unknown;
}

/**
 * Returns what a graph is resumed with: for LangChain's `humanInTheLoopMiddleware` its decisions, in
 * the order of its calls; for other questions the value of the answer, or whether it is approved.
 *
 * @param pending what the thread asks
 * @throws {InputError} if an answer has no question, or a call of an interrupt has no answer
 */
export function toResume(answers: readonly Answer[], pending: readonly Interrupt[]): unknown {
  const byInterrupt = Map.groupBy(answers, ({ interruptId }) => interruptId);
  const entries = pending.flatMap(({ id = "", value }) => {
    const given = byInterrupt.get(id);
    byInterrupt.delete(id);
    return given === undefined ? [] : [[id, toValue(given, value)] as const];
  });
  if (byInterrupt.size > 0) {
    throw new InputError("", "must answer a question that the thread still asks");
  }
  const [first] = entries;
  return pending.length === 1 ? first?.[1] : Object.fromEntries(entries);
}

/**
 * Checks what a caller resumes a thread with: a question about tool calls that gets something else
 * than its decisions fails, and the thread cannot be resumed any more.
 *
 * @throws {InputError} if there is not a decision for each call
 */
export function assertDecides(resume: unknown, pending: readonly Interrupt[]): void {
  for (const { id = "", value } of pending) {
    const calls = actionRequestsOf(value);
    const isById = isObject(resume) && id in resume;
    if (calls === null || !isById && pending.length > 1) continue;
    const given = isById ? resume[id] : resume;
    const decisions = isObject(given) ? given.decisions : undefined;
    if (Array.isArray(decisions) && decisions.length === calls.length) continue;
    const of = calls.map(({ name }) => name).join(", ");
    throw new InputError("", `must be {"decisions":[…]}, with one for each call of: ${of}`);
  }
}

function toValue(answers: readonly Answer[], question: unknown): unknown {
  const calls = actionRequestsOf(question);
  const [first] = answers;
  if (calls === null) {
    return first !== undefined && "value" in first ? first.value : first?.approved;
  }
  return {
    decisions: calls.map((_, i) => {
      const answer = answers.find(({ index }) => index === i);
      if (answer !== undefined) return toDecision(answer);
      throw new InputError("", `must answer all ${calls.length} questions of the interrupt`);
    }),
  };
}

function toDecision({ approved, reason, value }: Answer): unknown {
  if (isDecision(value)) return value;
  if (approved) return { type: "approve" };
  return { type: "reject", ...(reason === undefined ? {} : { message: reason }) };
}

/** `{"type":"edit","editedAction":{"name","args"}}`, for example. */
function isDecision(value: unknown): boolean {
  return typeof value === "object" && value !== null && "type" in value &&
    ["approve", "edit", "reject"].includes(String(value.type));
}
