import type { RunnableSettings } from "../../run/langchain/runnable.ts";
import { endMarkerList } from "./end_marker_list.ts";
import { readSamplingObject } from "./read_sampling.ts";
import { invalid, jsonBoolean, jsonObject } from "./validate.ts";

/** The part of LangChain's `RunnableConfig` that a request may set. */
export type RunRequestConfig = RunnableSettings;

/** The `config` of a request. */
export interface RequestConfig {
  /** Replaces the end markers of the server. */
  endMarkers?: string[];
  /** Whether the answer includes its end marker. */
  includeEndMarker?: boolean;
  /** Whether to tell each split as the model writes it. */
  includeSplits?: boolean;
  /** Sampling parameters by their OpenAI names: `temperature`, `max_tokens`, `logprobs`… */
  sampling?: Record<string, unknown>;
  /** What reaches the runnable. */
  config: RunRequestConfig;
}

/** LangChain's fields that a client may send, but that are the server's own: they are ignored. */
const IGNORED = [
  "callbacks",
  "max_concurrency",
  "maxConcurrency",
  "run_id",
  "runId",
  "signal",
  "store",
  "timeout",
];
const FIELDS = ["configurable", "context", "tags", "metadata", "run_name", "recursion_limit"];
/** The names of the same fields in LangChain.js. */
const CAMEL_CASE: Readonly<Record<string, string>> = {
  runName: "run_name",
  recursionLimit: "recursion_limit",
};
/** Names that people write for the keys of ours, without case and punctuation. */
const MISSPELT: Readonly<Record<string, string>> = {
  endmarker: "end_markers",
  endmarkers: "end_markers",
  includeendmarker: "include_end_marker",
  includeendmarkers: "include_end_marker",
  includesplit: "include_splits",
  includesplits: "include_splits",
};

/**
 * Reads the `config` of a request. Keys of `configurable` other than ours go to the runnable.
 *
 * @throws {HttpError} 422 if a field is unknown or invalid
 */
export function readConfig(value: unknown, pointer: string): RequestConfig {
  if (value === undefined || value === null) return { config: {} };
  const fields = renamed(jsonObject(value, pointer), pointer);
  const { configurable, context, tags, metadata, run_name, recursion_limit } = fields;
  const config: RunRequestConfig = {
    ...(context == null ? {} : { context: jsonObject(context, `${pointer}/context`) }),
    ...(tags == null ? {} : { tags: stringList(tags, `${pointer}/tags`) }),
    ...(metadata == null ? {} : { metadata: jsonObject(metadata, `${pointer}/metadata`) }),
    ...(run_name == null ? {} : { runName: string(run_name, `${pointer}/run_name`) }),
    ...(recursion_limit == null
      ? {}
      : { recursionLimit: positive(recursion_limit, `${pointer}/recursion_limit`) }),
  };
  if (configurable == null) return { config };
  return readConfigurable(configurable, { config, pointer: `${pointer}/configurable` });
}

function readConfigurable(
  value: unknown,
  { config, pointer }: { config: RunRequestConfig; pointer: string },
): RequestConfig {
  const { end_markers, include_end_marker, include_splits, sampling, ...others } = jsonObject(
    value,
    pointer,
  );
  for (const key of Object.keys(others)) {
    const letters = key.toLowerCase().replaceAll(/[^a-z]/g, "");
    const ours = Object.hasOwn(MISSPELT, letters) ? MISSPELT[letters] : undefined;
    if (ours !== undefined) throw invalid(`${pointer}/${key}`, `must be named ${ours}`);
    if (key.startsWith("__")) {
      throw invalid(`${pointer}/${key}`, "must not be set: the name is reserved");
    }
  }
  return {
    config: Object.keys(others).length === 0 ? config : { ...config, configurable: others },
    ...(end_markers == null
      ? {}
      : { endMarkers: endMarkerList(end_markers, `${pointer}/end_markers`) }),
    ...(include_end_marker == null
      ? {}
      : { includeEndMarker: jsonBoolean(include_end_marker, `${pointer}/include_end_marker`) }),
    ...(include_splits == null
      ? {}
      : { includeSplits: jsonBoolean(include_splits, `${pointer}/include_splits`) }),
    ...(sampling == null ? {} : { sampling: readSamplingObject(sampling, `${pointer}/sampling`) }),
  };
}

function renamed(fields: Record<string, unknown>, pointer: string): Record<string, unknown> {
  const entries = Object.entries(fields).filter(([key]) => !IGNORED.includes(key));
  return Object.fromEntries(entries.map(([key, value]) => {
    const name = (Object.hasOwn(CAMEL_CASE, key) ? CAMEL_CASE[key] : undefined) ?? key;
    if (name !== key && Object.hasOwn(fields, name)) {
      throw invalid(`${pointer}/${key}`, `must not be set beside ${name}, which is the same`);
    }
    if (FIELDS.includes(name)) return [name, value];
    throw invalid(`${pointer}/${key}`, `must not be set: expected one of ${FIELDS.join(", ")}`);
  }));
}

function stringList(value: unknown, pointer: string): string[] {
  if (!Array.isArray(value)) throw invalid(pointer, "must be an array of strings");
  return value.map((item, i) => string(item, `${pointer}/${i}`));
}

function string(value: unknown, pointer: string): string {
  if (typeof value !== "string") throw invalid(pointer, "must be a string");
  return value;
}

function positive(value: unknown, pointer: string): number {
  if (!Number.isSafeInteger(value) || Number(value) < 1) {
    throw invalid(pointer, "must be a positive integer");
  }
  return Number(value);
}
