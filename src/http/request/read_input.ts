import type { CommandSettings } from "../../run/langchain/thread/bind_thread.ts";
import { endMarkerList } from "./end_marker_list.ts";
import { readCommand } from "./read_command.ts";
import { readConfig, type RequestConfig } from "./read_config.ts";
import { isObject } from "../../wire/is_object.ts";
import { invalid, jsonObject } from "./validate.ts";

/**
 * The input that a request asks for: a value as it was sent, or the messages of a conversation,
 * which every runnable that converses can take.
 */
export interface InputForm {
  kind: "value" | "messages";
  /** The value as it was sent. */
  value: unknown;
  /** Its place in the request: a JSON pointer into the body, or `?` for the query. */
  pointer: string;
}

/** The input of a run, and how to run it, as a request says it. */
export interface RunInput extends RequestConfig {
  input: InputForm;
  /** A command for the graph of a thread, in place of an input. */
  command?: CommandSettings;
  /** Whether the run goes on when its reader has left. Default: `cancel`. */
  onDisconnect?: OnDisconnect;
}

/** What happens to a run when its reader leaves. */
export type OnDisconnect = "cancel" | "continue";

/** The maximum length of all different markers of a batch together, in UTF-16 code units. */
const MAX_END_MARKERS_LENGTH = 16_000;

/**
 * Reads a body: `{"input": …, "config"?: …}`. The input may be any JSON. A conversation may also be
 * in the body itself: `{"user_message", "history"?}` or `{"messages"}`. `{"command": {"resume": …}}`
 * answers the interrupt of a thread.
 *
 * @throws {HttpError} 422, with a pointer to the invalid value
 */
export function readInput(body: unknown): RunInput {
  const fields = jsonObject(body, "#");
  const { input, config, user_message, history, messages } = fields;
  const rest = { ...readConfig(config, "#/config"), ...readOnDisconnect(fields) };
  if (fields.command != null && fields.input == null) {
    const command = readCommand(fields.command);
    return { input: { kind: "value", value: null, pointer: "#/command" }, command, ...rest };
  }
  if ("input" in fields) {
    return { input: { kind: "value", value: input, pointer: "#/input" }, ...rest };
  }
  if (!("user_message" in fields) && !("messages" in fields)) {
    throw invalid("#", 'must have "input", "user_message" or "messages"');
  }
  const value = "user_message" in fields
    ? { user_message, ...(history == null ? {} : { history }) }
    : { messages };
  return { input: { kind: "value", value, pointer: "#" }, ...rest };
}

/**
 * Reads `on_disconnect` of a body.
 *
 * @throws {HttpError} 422 if it is neither `cancel` nor `continue`
 */
export function readOnDisconnect(
  { on_disconnect: value }: Readonly<Record<string, unknown>>,
): { onDisconnect?: OnDisconnect } {
  if (value === undefined || value === null) return {};
  if (value === "cancel" || value === "continue") return { onDisconnect: value };
  throw invalid("#/on_disconnect", 'must be "cancel" or "continue"');
}

/**
 * Reads the body of a batch: `{"inputs": […], "config"?: …}`. The config applies to all inputs, or
 * is an array with one config for each. `max_concurrency` in it, or in the first, limits how many
 * inputs run at the same time.
 *
 * @throws {HttpError} 422, with a pointer to the invalid value
 */
export function readBatch(
  body: unknown,
  maxInputs: number,
): { requests: RunInput[]; maxConcurrency: number } {
  const { inputs, config } = jsonObject(body, "#");
  if (!Array.isArray(inputs)) throw invalid("#/inputs", "must be an array of inputs");
  if (inputs.length > maxInputs) throw invalid("#/inputs", `must have at most ${maxInputs} items`);
  const perInput = Array.isArray(config) && config.length > 0;
  if (perInput && config.length !== inputs.length) {
    throw invalid("#/config", "must have one config for each input if it is an array");
  }
  const requests = inputs.map((value, i): RunInput => ({
    input: { kind: "value", value, pointer: `#/inputs/${i}` },
    ...(perInput
      ? readConfig(config[i], `#/config/${i}`)
      : readConfig(Array.isArray(config) ? undefined : config, "#/config")),
  }));
  assertMarkersFit(requests);
  const first: unknown = perInput ? config[0] : config;
  return { requests, maxConcurrency: readMaxConcurrency(first, inputs.length) };
}

/**
 * Makes inputs with equal markers share one array.
 *
 * @throws {HttpError} 422 if the different markers together are too long
 */
function assertMarkersFit(requests: RunInput[]): void {
  const sets = new Map<string, string[]>();
  let length = 0;
  for (const request of requests) {
    if (request.endMarkers === undefined) continue;
    const key = JSON.stringify(request.endMarkers);
    const known = sets.get(key);
    if (known !== undefined) {
      request.endMarkers = known;
      continue;
    }
    sets.set(key, request.endMarkers);
    length += request.endMarkers.reduce((sum, marker) => sum + marker.length, 0);
  }
  if (length > MAX_END_MARKERS_LENGTH) {
    throw invalid(
      "#/config",
      `must have end markers of at most ${MAX_END_MARKERS_LENGTH} characters in total`,
    );
  }
}

function readMaxConcurrency(config: unknown, inputs: number): number {
  const all = Math.max(1, inputs);
  if (!isObject(config)) return all;
  const { max_concurrency, maxConcurrency = max_concurrency ?? all } = config;
  if (!Number.isSafeInteger(maxConcurrency) || Number(maxConcurrency) < 1) {
    throw invalid("#/config/max_concurrency", "must be a positive integer");
  }
  return Number(maxConcurrency);
}

/**
 * Reads the query of a GET, for `EventSource`: `user_message`, or the variables of the runnable, and
 * `end_markers`, which may be repeated.
 *
 * @throws {HttpError} 422 if there are no variables, or the markers are invalid
 */
export function readQuery(query: URLSearchParams): RunInput {
  const { end_markers: _, ...value } = Object.fromEntries(query);
  if (Object.keys(value).length === 0) throw invalid("?", 'must have "user_message"');
  return {
    input: { kind: "value", value, pointer: "?" },
    config: {},
    ...(query.has("end_markers")
      ? { endMarkers: endMarkerList(query.getAll("end_markers"), "?end_markers") }
      : {}),
  };
}
