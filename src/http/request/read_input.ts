import { ChatInput } from "../../run/langchain/chat_input.ts";
import { assertEndMarkers } from "../../stream/marker_matcher.ts";
import { invalid, isObject, jsonBoolean, jsonObject, nonEmptyString } from "./validate.ts";
import { readConversation, readMessages } from "./read_messages.ts";

/** The input of a run, and how to run it, as a request says it. */
export interface RunInput {
  input: ChatInput;
  /** Replaces the end markers of the server. */
  endMarkers?: string[];
  includeEndMarker?: boolean;
  /** Sampling parameters by their OpenAI names: `temperature`… */
  sampling?: Readonly<Record<string, unknown>>;
}

/** The most end markers of one input. They are limited because compiling them costs memory. */
const MAX_END_MARKERS = 16;
const MAX_END_MARKER_LENGTH = 1_000;
/** The maximum length of all different markers of a batch together, in UTF-16 code units. */
const MAX_END_MARKERS_LENGTH = 16_000;

/**
 * Reads a body: `{"input": …, "config"?: …}`. The input is a string, messages,
 * `{"user_message", "history"?}` or `{"messages"}`. The fields of `input` may also be in the body
 * itself.
 *
 * @throws {HttpError} 422, with a pointer to the invalid value
 */
export function readInput(body: unknown): RunInput {
  const fields = jsonObject(body, "#");
  const short = !("input" in fields);
  if (short && !("user_message" in fields) && !("messages" in fields)) {
    throw invalid("#", 'must have "input", "user_message" or "messages"');
  }
  const input = short ? readFields(fields, "#") : readInputField(fields.input, "#/input");
  return { input, ...readConfigurable(fields.config, "#/config") };
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
  const requests = inputs.map((input, i) => ({
    input: readInputField(input, `#/inputs/${i}`),
    ...(perInput
      ? readConfigurable(config[i], `#/config/${i}`)
      : readConfigurable(Array.isArray(config) ? undefined : config, "#/config")),
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
 * Reads the query of a GET, for `EventSource`: `user_message`, and `end_markers`, which may be
 * repeated.
 *
 * @throws {HttpError} 422 if a parameter is missing or invalid
 */
export function readQuery(query: URLSearchParams): RunInput {
  const message = query.get("user_message");
  if (message === null) throw invalid("?", 'must have "user_message"');
  return {
    input: new ChatInput(nonEmptyString(message, "?user_message")),
    ...(query.has("end_markers")
      ? { endMarkers: endMarkerList(query.getAll("end_markers"), "?end_markers") }
      : {}),
  };
}

function readInputField(input: unknown, pointer: string): ChatInput {
  if (typeof input === "string") return new ChatInput(nonEmptyString(input, pointer));
  if (Array.isArray(input)) return readConversation(input, pointer);
  if (!isObject(input)) throw invalid(pointer, "must be a string, an object or messages");
  if (input.lc === 1) return readSerialized(input, pointer);
  if (typeof input.content === "string" && "type" in input) {
    return readConversation([input], pointer);
  }
  return readFields(input, pointer);
}

/** Reads LangChain's own JSON of a prompt or a message. */
function readSerialized(input: Record<string, unknown>, pointer: string): ChatInput {
  const { value, messages } = jsonObject(input.kwargs, `${pointer}/kwargs`);
  if (typeof value === "string") {
    return new ChatInput(nonEmptyString(value, `${pointer}/kwargs/value`));
  }
  if (messages !== undefined) return readConversation(messages, `${pointer}/kwargs/messages`);
  return readConversation([input], pointer);
}

function readFields(fields: Record<string, unknown>, pointer: string): ChatInput {
  if ("user_message" in fields) {
    const { user_message, history } = fields;
    return new ChatInput(
      nonEmptyString(user_message, `${pointer}/user_message`),
      readMessages(history ?? [], `${pointer}/history`),
    );
  }
  if (!("messages" in fields)) throw invalid(pointer, 'must have "user_message" or "messages"');

  return readConversation(fields.messages, `${pointer}/messages`);
}

function readConfigurable(config: unknown, configPointer: string): Partial<RunInput> {
  if (config === undefined || config === null) return {};
  const { configurable } = jsonObject(config, configPointer);
  if (configurable === undefined || configurable === null) return {};
  const pointer = `${configPointer}/configurable`;
  const { end_markers, include_end_marker } = jsonObject(configurable, pointer);
  return {
    ...(end_markers == null
      ? {}
      : { endMarkers: endMarkerList(end_markers, `${pointer}/end_markers`) }),
    ...(include_end_marker == null
      ? {}
      : { includeEndMarker: jsonBoolean(include_end_marker, `${pointer}/include_end_marker`) }),
  };
}

/**
 * Reads a marker, or an array of markers.
 *
 * @throws {HttpError} 422 if there are too many, or one is not a well-formed string, empty, or too
 *   long
 */
export function endMarkerList(value: unknown, pointer: string): string[] {
  const markers = typeof value === "string" ? [value] : value;
  if (!Array.isArray(markers)) throw invalid(pointer, "must be a string or an array of strings");
  if (markers.length > MAX_END_MARKERS) {
    throw invalid(pointer, `must have at most ${MAX_END_MARKERS} strings`);
  }
  try {
    assertEndMarkers(markers);
  } catch (error) {
    if (error instanceof TypeError) {
      throw invalid(pointer, "must be non-empty, well-formed strings");
    }
    throw error;
  }
  if (markers.some((marker) => marker.length > MAX_END_MARKER_LENGTH)) {
    throw invalid(pointer, `must have at most ${MAX_END_MARKER_LENGTH} characters in each string`);
  }
  return markers;
}
