import type { EndRecord, RunStart, TokenLogprob } from "../stream_event.ts";
import { openAIAnswer } from "./openai_answer.ts";
import { type ResponseStatus, statusOf } from "./response_object.ts";

/** An item as far as it is not its content. */
export interface ItemState {
  id: string;
  status: ResponseStatus;
}

const PREFIXES = { message: "msg", refusal: "msg", reasoning: "rs", call: "fc" } as const;

/** Returns the id of an item at a place in the output. */
export function itemId(kind: keyof typeof PREFIXES, run: RunStart, index: number): string {
  return `${PREFIXES[kind]}_${run.run_id}_${index}`;
}

/** Returns the part of a message that has its text. */
export function textPart(text: string, logprobs: readonly TokenLogprob[] = []) {
  return { type: "output_text", text, annotations: [], logprobs };
}

/** Returns the part of a message in which the model refuses. */
export function refusalPart(refusal: string) {
  return { type: "refusal", refusal };
}

/** Returns the part of a reasoning item that has its text. */
export function summaryPart(text: string) {
  return { type: "summary_text", text };
}

/** Returns a message; without a part, one that has only begun. */
export function messageItem({ id, status }: ItemState, part?: unknown) {
  return {
    id,
    type: "message",
    status,
    role: "assistant",
    content: part === undefined ? [] : [part],
  };
}

/** Returns the model's reasoning; without a part, one that has only begun. */
export function reasoningItem({ id, status }: ItemState, part?: unknown) {
  return { id, type: "reasoning", status, summary: part === undefined ? [] : [part] };
}

/** Returns a tool call. A call without an id gets the id of its item. */
export function callItem(
  { id, status }: ItemState,
  call: { id: string | null; name: string; arguments: string },
) {
  const { name, arguments: args } = call;
  return { id, type: "function_call", status, call_id: call.id ?? id, name, arguments: args };
}

/** Returns the items of an answer that was not streamed. */
export function itemsOf({ run, record }: { run: RunStart; record: EndRecord }): unknown[] {
  const { text, isCallsOnly, calls, logprobs } = openAIAnswer(record);
  const { reasoning } = record;
  const part = record.is_refusal === true ? refusalPart(text) : textPart(text, logprobs);
  const items = [
    ...(reasoning === null ? [] : [{
      kind: "reasoning" as const,
      make: (state: ItemState) => reasoningItem(state, summaryPart(reasoning.text)),
    }]),
    ...(isCallsOnly ? [] : [{
      kind: "message" as const,
      make: (state: ItemState) => messageItem(state, part),
    }]),
    ...calls.map((call) => ({
      kind: "call" as const,
      make: (state: ItemState) => callItem(state, call),
    })),
  ];
  return items.map(({ kind, make }, i) => {
    const isLast = i === items.length - 1;
    return make({
      id: itemId(kind, run, i),
      status: isLast ? statusOf(record) : "completed",
    });
  });
}
