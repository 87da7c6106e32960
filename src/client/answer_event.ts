import type {
  EndRecord,
  Interrupt,
  RunStart,
  Speaker,
  SplitArrival,
  StepUpdates,
  ToolCallDelta,
} from "../wire/stream_event.ts";

/**
 * An event of an answer. The first is `start`, the last is `end`. `reconnect` says that the connection
 * has broken, and that an attempt to go on begins in `delay_ms` milliseconds.
 */
export type AnswerEvent =
  | { type: "start"; run: RunStart }
  | { type: "text"; text: string }
  | { type: "split"; split: SplitArrival }
  | { type: "reasoning"; text: string }
  | { type: "tool_call"; call: ToolCallDelta }
  | { type: "value"; value: unknown }
  | { type: "updates"; updates: StepUpdates }
  | { type: "step"; step: Speaker }
  | { type: "custom"; data: unknown }
  | { type: "interrupt"; interrupts: readonly Interrupt[] }
  | { type: "reconnect"; attempt: number; delay_ms: number }
  | { type: "end"; record: EndRecord };
