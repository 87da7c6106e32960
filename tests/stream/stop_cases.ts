import lines from "../data/stop_cases.jsonl" with { type: "text" };

/** A case of how well-known engines stop on a text, and what is right. */
export interface StopCase {
  id: string;
  stops: string[];
  chunks: string[];
  /** What must come out after each chunk, up to the one that ended it. */
  emits: string[];
  /** What must come out at the end. */
  flush: string;
  /** All that must come out. */
  emitted: string;
  /** The same with the marker let through. */
  include_stop_text?: string;
  matched: string | null;
  stop_chunk: number | null;
  /** What was cut off behind the marker, in the same chunk. */
  dropped_after: string;
}

export const stopCases: StopCase[] = lines.trim().split("\n").map((line) => JSON.parse(line));
