import type { StepUpdates } from "../../../wire/stream_event.ts";
import { stepsOf } from "../../steps.ts";
import { oneLine } from "./one_line.ts";

const MOST = 200;

/** Says in a short line each which tools a step has called, and what they gave. */
export function toolLines(updates: StepUpdates): string[] {
  return stepsOf(updates)
    .map(({ kind, tool, text }) => kind === "call" ? `${tool} ${text}` : `-> ${text}`)
    .map((line) => oneLine(line, MOST));
}
