import type { EndRecord, RunStart, StreamEvent, ToolCall } from "../stream_event.ts";
import { type Question, questionsOf } from "../updates/questions.ts";

type Encode = (event: StreamEvent) => string;

/**
 * Writes what a graph asks as tool calls for the caller, whose results are the answers: OpenAI's
 * protocols have nothing else that a client must answer. Their ids are those of the questions.
 *
 * @param encode writes all other events
 * @param waitsIn the thread in which the graph waits. Default: the id of the run
 */
export function questionsAsCalls(encode: Encode, waitsIn?: string): Encode {
  let runId = "";
  let nextIndex = 0;
  let calls: readonly ToolCall[] = [];
  return (event) => {
    switch (event.type) {
      case "start":
        runId = event.run.run_id;
        break;
      case "tool_call":
        nextIndex = Math.max(nextIndex, event.call.index + 1);
        break;
      case "interrupt":
        calls = questionsOf(event.interrupts, waitsIn ?? runId).map(toCall);
        return calls.map(({ id, name, args }) => {
          const call = { index: nextIndex++, id: id ?? "", name, args: JSON.stringify(args) };
          return encode({ type: "tool_call", call });
        }).join("");
      case "end":
        return encode({ type: "end", record: withCalls(event.record, calls) });
    }
    return encode(event);
  };
}

/** Returns a complete answer with its questions among the tool calls. */
export function withQuestionCalls(
  { run, record }: { run: RunStart; record: EndRecord },
  waitsIn: string = run.run_id,
): { run: RunStart; record: EndRecord } {
  const calls = questionsOf(record.interrupts ?? [], waitsIn).map(toCall);
  return { run, record: withCalls(record, calls) };
}

function withCalls(record: EndRecord, calls: readonly ToolCall[]): EndRecord {
  return calls.length === 0 ? record : { ...record, tool_calls: [...record.tool_calls, ...calls] };
}

/** The arguments of a call are an object. */
function toCall({ id, call, value }: Question): ToolCall {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const args = isObject ? value : { question: value };
  return { id, name: call === null ? "interrupt" : "approve", args };
}
