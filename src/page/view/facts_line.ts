import type { Answer } from "../answer/answer.ts";
import { duration, factsOf } from "../answer/facts.ts";
import type { Messages } from "../messages/messages.ts";

/** Returns how an answer ended, in words. */
export function endOf(answer: Answer, messages: Messages): string {
  if (answer.status === "failed") return messages.failed;
  if (answer.status === "stopped") return messages.stopped;
  const { end_reason, end_marker, finish_reason, tool_calls } = answer.record;
  if (end_marker !== null) return messages.marker(end_marker);
  if (end_reason === "length") return messages.length;
  if (end_reason === "interrupt") return messages.waits;
  if (tool_calls.length > 0) return messages.toolCalls;
  return finish_reason === "content_filter" ? messages.filtered : messages.done;
}

/** Returns the facts of an answer in one line. */
export function factsLine(answer: Answer, messages: Messages): string {
  if (answer.isRecalled) {
    const { end_reason } = answer.record;
    return [...(end_reason === "interrupt" ? [messages.waits] : []), messages.recalled].join(" · ");
  }
  const { count, empty, firstMs, rate } = factsOf(answer.splits);
  return [
    endOf(answer, messages),
    ...(count === 0 ? [] : [messages.factCount(count, empty)]),
    ...(firstMs === null ? [] : [messages.factFirst(duration(firstMs))]),
    ...(rate === null ? [] : [messages.factRate(rate.toFixed(1))]),
    messages.factTook(duration(answer.lastMs)),
  ].join(" · ");
}

/** Returns the facts of an answer as terms and values. */
export function factsList(answer: Answer, messages: Messages): [term: string, value: string][] {
  const { count, empty, firstMs, rate, longestGap, medianGap, p95Gap } = factsOf(answer.splits);
  const { usage } = answer.record;
  const time = (term: string, ms: number | null | undefined): [string, string][] =>
    ms == null ? [] : [[term, duration(ms)]];
  return [
    [messages.ended, endOf(answer, messages)],
    [messages.splits, messages.factCount(count, empty)],
    ...time(messages.firstToken, firstMs),
    ...time(messages.duration, answer.lastMs),
    ...(rate === null
      ? []
      : [[messages.speed, messages.factRate(rate.toFixed(1))] as [string, string]]),
    ...time(messages.medianGap, medianGap),
    ...time(messages.p95Gap, p95Gap),
    ...time(messages.longestGap, longestGap?.ms),
    ...(usage === null ? [] : [[messages.usage, usageText(usage)] as [string, string]]),
    ...(answer.question.thread === undefined
      ? []
      : [[messages.thread, answer.question.thread.id] as [string, string]]),
    ...(answer.run === null ? [] : [[messages.runId, answer.run.run_id] as [string, string]]),
  ];
}

function usageText(usage: Readonly<Record<string, unknown>>): string {
  return ["input_tokens", "output_tokens"]
    .filter((key) => typeof usage[key] === "number")
    .map((key) => `${key} ${usage[key]}`).join(", ");
}
