import type {
  EndRecord,
  Failure,
  Interrupt,
  RunStart,
  Speaker,
  SplitArrival,
  StepUpdates,
  StreamEvent,
  ToolCallDelta,
} from "./stream_event.ts";

/** An event with its name in LangServe's protocol. */
export type NamedEvent =
  | { event: "metadata"; data: RunStart | EndRecord }
  | { event: "data"; data: unknown }
  | { event: "split"; data: SplitArrival }
  | { event: "reasoning"; data: { text: string } }
  | { event: "tool_call"; data: ToolCallDelta }
  | { event: "updates"; data: StepUpdates }
  | { event: "step"; data: Speaker }
  | { event: "custom"; data: unknown }
  | { event: "interrupt"; data: readonly Interrupt[] }
  | { event: "error"; data: Failure & { record?: EndRecord } }
  | { event: "end" };

/** Returns the named events of an event. An `end` is two of them: its record, and `end`. */
export function toNamedEvents(event: StreamEvent): NamedEvent[] {
  switch (event.type) {
    case "start":
      return [{ event: "metadata", data: event.run }];
    case "text":
      return [{ event: "data", data: event.text }];
    case "split":
      return [{ event: "split", data: event.split }];
    case "reasoning":
      return [{ event: "reasoning", data: { text: event.text } }];
    case "tool_call":
      return [{ event: "tool_call", data: event.call }];
    case "value":
      return [{ event: "data", data: event.value }];
    case "updates":
      return [{ event: "updates", data: event.updates }];
    case "step":
      return [{ event: "step", data: event.step }];
    case "state":
      return []; // the updates say it
    case "custom":
      return [{ event: "custom", data: event.data }];
    case "interrupt":
      return [{ event: "interrupt", data: event.interrupts }];
    case "graph":
      return [];
    case "end":
      return [{ event: "metadata", data: event.record }, { event: "end" }];
    case "error":
      return [{
        event: "error",
        data: event.record === null ? event.failure : { ...event.failure, record: event.record },
      }];
  }
}
