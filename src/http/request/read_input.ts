import { ChatInput } from "../../run/langchain/chat_input.ts";
import { assertEndMarkers } from "../../stream/marker_matcher.ts";
import { asBoolean, asObject, asText, isObject, misfit } from "./validate.ts";
import { readConversation, readMessages } from "./read_messages.ts";

/** The input of a run, and how to run it, as a request says it. */
export interface RunInput {
  input: ChatInput;
  /** In place of the server's own, where the caller brings some. */
  endMarkers?: string[];
  includeEndMarker?: boolean;
  /** How the model is to answer, in the words of OpenAI's requests: `temperature`… */
  sampling?: Readonly<Record<string, unknown>>;
}

/** The most that one request may bring: compiling markers costs memory. */
const MAX_END_MARKERS = 16;
const MAX_END_MARKER_LENGTH = 1_000;
/** The most that all markers of a request may have together, in UTF-16 code units. */
const MAX_END_MARKERS_LENGTH = 16_000;

/**
 * Reads a body: `{"input": …, "config"?: …}`, where the input is a string,
 * messages, `{"user_message", "history"?}` or `{"messages"}`; or, for short, the fields
 * of `input` in the body itself.
 *
 * @throws {HttpError} 422, with a pointer to what does not fit
 */
export function readInput(body: unknown): RunInput {
  const fields = asObject(body, "#");
  const short = !("input" in fields);
  if (short && !("user_message" in fields) && !("messages" in fields)) {
    throw misfit("#", 'must have "input", "user_message" or "messages"');
  }
  const input = short ? readFields(fields, "#") : readInputField(fields.input, "#/input");
  return { input, ...readConfigurable(fields.config, "#/config") };
}

/**
 * Reads the body of a batch: `{"inputs": […], "config"?: …}`. The config is for
 * all, or a list with one for each; `max_concurrency` in it (or in the first)
 * says how many run at a time.
 *
 * @throws {HttpError} 422, with a pointer to what does not fit
 */
export function readBatch(
  body: unknown,
  maxInputs: number,
): { requests: RunInput[]; maxConcurrency: number } {
  const { inputs, config } = asObject(body, "#");
  if (!Array.isArray(inputs)) throw misfit("#/inputs", "must be an array of inputs");
  if (inputs.length > maxInputs) throw misfit("#/inputs", `must have ${maxInputs} at most`);
  const perInput = Array.isArray(config) && config.length > 0;
  if (perInput && config.length !== inputs.length) {
    throw misfit("#/config", "must have one for each input, if it is an array");
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

/** Lets inputs of a batch share their markers. @throws {HttpError} 422 if there are too many */
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
    throw misfit(
      "#/config",
      `must have end markers of ${MAX_END_MARKERS_LENGTH} characters at most, all inputs together`,
    );
  }
}

function readMaxConcurrency(config: unknown, inputs: number): number {
  const all = Math.max(1, inputs);
  if (!isObject(config)) return all;
  const { max_concurrency, maxConcurrency = max_concurrency ?? all } = config;
  if (!Number.isSafeInteger(maxConcurrency) || Number(maxConcurrency) < 1) {
    throw misfit("#/config/max_concurrency", "must be a whole number from 1");
  }
  return Number(maxConcurrency);
}

/**
 * Reads the same from a query, for `EventSource` and a browser's address bar:
 * `user_message`, and `end_markers`, as often as there are some.
 *
 * @throws {HttpError} 422
 */
export function readQuery(query: URLSearchParams): RunInput {
  const message = query.get("user_message");
  if (message === null) throw misfit("?", 'must have "user_message"');
  return {
    input: new ChatInput(asText(message, "?user_message")),
    ...(query.has("end_markers")
      ? { endMarkers: asEndMarkers(query.getAll("end_markers"), "?end_markers") }
      : {}),
  };
}

function readInputField(input: unknown, at: string): ChatInput {
  if (typeof input === "string") return new ChatInput(asText(input, at));
  if (Array.isArray(input)) return readConversation(input, at);
  if (!isObject(input)) throw misfit(at, "must be a string, an object or messages");
  if (input.lc === 1) return readSerialized(input, at);
  if (typeof input.content === "string" && "type" in input) return readConversation([input], at);
  return readFields(input, at);
}

/** LangChain's own JSON of a prompt, or of a message. */
function readSerialized(input: Record<string, unknown>, at: string): ChatInput {
  const { value, messages } = asObject(input.kwargs, `${at}/kwargs`);
  if (typeof value === "string") return new ChatInput(asText(value, `${at}/kwargs/value`));
  if (messages !== undefined) return readConversation(messages, `${at}/kwargs/messages`);
  return readConversation([input], at);
}

function readFields(fields: Record<string, unknown>, at: string): ChatInput {
  if ("user_message" in fields) {
    const { user_message, history } = fields;
    return new ChatInput(
      asText(user_message, `${at}/user_message`),
      readMessages(history ?? [], `${at}/history`),
    );
  }
  if (!("messages" in fields)) throw misfit(at, 'must have "user_message" or "messages"');

  return readConversation(fields.messages, `${at}/messages`);
}

function readConfigurable(config: unknown, configAt: string): Partial<RunInput> {
  if (config === undefined || config === null) return {};
  const { configurable } = asObject(config, configAt);
  if (configurable === undefined || configurable === null) return {};
  const at = `${configAt}/configurable`;
  const { end_markers, include_end_marker } = asObject(configurable, at);
  return {
    ...(end_markers == null ? {} : { endMarkers: asEndMarkers(end_markers, `${at}/end_markers`) }),
    ...(include_end_marker == null
      ? {}
      : { includeEndMarker: asBoolean(include_end_marker, `${at}/include_end_marker`) }),
  };
}

/** @throws {HttpError} 422 if it is neither a marker nor a list of some */
export function asEndMarkers(value: unknown, at: string): string[] {
  const markers = typeof value === "string" ? [value] : value;
  if (!Array.isArray(markers)) throw misfit(at, "must be a string or an array of strings");
  if (markers.length > MAX_END_MARKERS) throw misfit(at, `must have ${MAX_END_MARKERS} at most`);
  try {
    assertEndMarkers(markers);
  } catch (error) {
    if (error instanceof TypeError) {
      throw misfit(at, "must be well-formed strings, none of them empty");
    }
    throw error;
  }
  if (markers.some((marker) => marker.length > MAX_END_MARKER_LENGTH)) {
    throw misfit(at, `must have ${MAX_END_MARKER_LENGTH} characters each at most`);
  }
  return markers;
}
