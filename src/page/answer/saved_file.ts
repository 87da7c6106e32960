import type { EndRecord } from "@splitstream/splitstream/client";
import type { Answer, SavedAnswer } from "./answer.ts";
import { DEFAULT_SETTINGS } from "./question.ts";

/** The version of the files. */
const VERSION = 1;

/** Returns an answer as a file: the question, the run and the record. */
export function toFile(answer: Answer): string {
  const { frames: _, ...saved } = answer.save();
  return JSON.stringify({ splitstream: VERSION, ...saved }, null, 2);
}

/**
 * Reads a file of {@linkcode toFile}, or an end record alone.
 *
 * @returns `null` if it is neither
 */
export function readSaved(text: string): SavedAnswer | null {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return { ...BLANK, record: value };
    if (!isObject(value) || !isRecord(value.record)) return null;
    const { question, run, status, failure, steps, record } = value;
    return {
      ...BLANK,
      record,
      ...(isObject(question) ? { question: question as unknown as SavedAnswer["question"] } : {}),
      ...(isObject(run) ? { run: run as unknown as SavedAnswer["run"] } : {}),
      ...(status === "stopped" || status === "failed" ? { status } : {}),
      ...(isObject(failure) ? { failure: failure as unknown as SavedAnswer["failure"] } : {}),
      ...(Array.isArray(steps) ? { steps } : {}),
    };
  } catch {
    return null;
  }
}

const BLANK: Omit<SavedAnswer, "record"> = {
  question: { runnable: "", text: "—", history: [], settings: DEFAULT_SETTINGS },
  run: null,
  status: "complete",
  failure: null,
  steps: [],
  frames: [],
};

function isRecord(value: unknown): value is EndRecord {
  return isObject(value) && Array.isArray(value.splits) && "output" in value &&
    isObject(value.timing) && Array.isArray(value.timing.split_ms);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
