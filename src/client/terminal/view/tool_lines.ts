import type { StepUpdates } from "../../../wire/stream_event.ts";
import { stepsOf } from "../../steps.ts";
import { oneLine } from "./one_line.ts";

const MAX_LENGTH = 200;

/** Returns a short line for each tool call and each result of a step. */
export function toolLines(updates: StepUpdates): string[] {
  return stepsOf(updates)
    .map(({ kind, tool, text }) => kind === "call" ? `${tool} ${text}` : `-> ${text}`)
    .map((line) => oneLine(line, MAX_LENGTH));
}
