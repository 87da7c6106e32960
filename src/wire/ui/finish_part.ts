import type { EndRecord, RunStart } from "../stream_event.ts";

/** Returns the AI SDK's part for the end of an answer. */
export function finishPart(record: EndRecord, run: RunStart | null) {
  const finishReason = finishReasonOf(record);
  return { type: "finish", finishReason, messageMetadata: metadataOf(record, run) };
}

function finishReasonOf({ end_reason, finish_reason }: EndRecord): string {
  if (end_reason === "length") return "length";
  if (finish_reason === "content_filter") return "content-filter";
  return end_reason === "tool_calls" || end_reason === "interrupt" ? "tool-calls" : "stop";
}

/** Clients keep it with the message, so that the times of all splits do not belong there. */
function metadataOf({ end_reason, usage, timing }: EndRecord, run: RunStart | null) {
  const { split_ms: _, steps: __, ...times } = timing;
  return { model: run?.model ?? null, end_reason, usage, timing: times };
}
