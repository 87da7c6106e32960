import type { EndRecord } from "../stream_event.ts";
import type { AgentTools } from "../updates/agent_tools.ts";
import { type Question, questionsOf } from "../updates/questions.ts";
import type { AgUiEvent } from "./open_parts.ts";

/** Options for {@linkcode runFinished}. */
export interface RunFinishedOptions {
  threadId: string;
  runId: string;
  /** The model's name, if it is known. */
  model: string | null;
  /** The calls that the front end is asked to make. */
  pendingToolCallIds: readonly string[];
  /** The thread in which a graph waits for answers. */
  waitsIn: string;
  /** The agent's calls, of which some may need an approval. */
  tools: AgentTools;
}

/** Returns the event that ends a run: why it ended, an output that is not a text, the usage. */
export function runFinished(
  record: EndRecord,
  { threadId, runId, model, pendingToolCallIds, waitsIn, tools }: RunFinishedOptions,
): AgUiEvent {
  const { output, interrupts = [] } = record;
  const outcome = interrupts.length > 0
    ? {
      type: "interrupt",
      interrupts: questionsOf(interrupts, waitsIn).map((it) => toInterrupt(it, tools)),
    }
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

function toInterrupt({ id, call, message, value }: Question, tools: AgentTools) {
  const toolCallId = call === null ? undefined : tools.takeOpen(call);
  return {
    id,
    reason: call === null ? "input_required" : "tool_call",
    ...(message === null ? {} : { message }),
    ...(toolCallId === undefined ? {} : { toolCallId }),
    ...(call === null ? {} : { responseSchema: APPROVAL }),
    metadata: { value },
  };
}

/** What the answer to a tool call must be. */
const APPROVAL = {
  type: "object",
  properties: { approved: { type: "boolean" }, reason: { type: "string" } },
  required: ["approved"],
};

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
