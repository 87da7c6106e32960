import type { Interrupt } from "../wire/stream_event.ts";
import { actionRequestsOf } from "../wire/updates/questions.ts";

/** What a person answers: to a tool call, whether it may run; to another question, any JSON. */
export type HumanAnswer = { approved: boolean; reason?: string } | { value: unknown };

/**
 * Returns what a graph is resumed with.
 *
 * @param answers one for each question of the interrupts, in their order
 */
export function toResume(
  interrupts: readonly Interrupt[],
  answers: readonly HumanAnswer[],
): unknown {
  const rest = [...answers];
  const values = interrupts.map(({ id = "", value }) => {
    const calls = actionRequestsOf(value);
    const given = rest.splice(0, calls?.length ?? 1);
    return [id, calls === null ? valueOf(given[0]) : { decisions: given.map(decisionOf) }] as const;
  });
  return values.length === 1 ? values[0]?.[1] : Object.fromEntries(values);
}

function valueOf(answer: HumanAnswer | undefined): unknown {
  return answer === undefined ? null : "value" in answer ? answer.value : answer.approved;
}

function decisionOf(answer: HumanAnswer): unknown {
  if ("value" in answer) return answer.value;
  const { approved, reason } = answer;
  if (approved) return { type: "approve" };
  return { type: "reject", ...(reason === undefined ? {} : { message: reason }) };
}
