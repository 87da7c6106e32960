import type { EndRecord, Interrupt } from "../stream_event.ts";
import type { AgUiEvent } from "./open_parts.ts";

/** Options for {@linkcode runFinished}. */
export interface RunFinishedOptions {
  threadId: string;
  runId: string;
  /** The model's name, if it is known. */
  model: string | null;
  /** The calls that the front end is asked to make. */
  pendingToolCallIds: readonly string[];
}

/** Returns the event that ends a run: why it ended, an output that is not a text, the usage. */
export function runFinished(
  record: EndRecord,
  { threadId, runId, model, pendingToolCallIds }: RunFinishedOptions,
): AgUiEvent {
  const { output, interrupts = [] } = record;
  const outcome = interrupts.length > 0
    ? { type: "interrupt", interrupts: interrupts.map(toInterrupt) }
    : { type: "success", ...(pendingToolCallIds.length === 0 ? {} : { pendingToolCallIds }) };
  return {
    type: "RUN_FINISHED",
    threadId,
    runId,
    ...(typeof output === "string" || output == null ? {} : { result: output }),
    outcome,
    ...(record.usage === null ? {} : { usage: [usageOf(record.usage, model)] }),
  };
}

function toInterrupt({ id, value }: Interrupt, index: number) {
  return {
    id: id ?? `${index}`,
    reason: "input_required",
    ...(typeof value === "string" ? { message: value } : {}),
    metadata: { value },
  };
}

/** The client refuses a count that is not a whole number. */
function usageOf(usage: Record<string, unknown>, model: string | null) {
  const { input_tokens, output_tokens, total_tokens } = usage;
  const counts = Object.entries({
    inputTokens: input_tokens,
    outputTokens: output_tokens,
    totalTokens: total_tokens,
  }).filter(([, count]) => Number.isSafeInteger(count) && Number(count) >= 0);
  return { ...(model === null ? {} : { model }), ...Object.fromEntries(counts) };
}
