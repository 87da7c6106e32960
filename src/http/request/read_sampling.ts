import { invalid, jsonBoolean, jsonObject, nonEmptyString } from "./validate.ts";

/** The parameters that reach the model unchanged: numbers, and others. */
const NUMBERS = [
  "temperature",
  "top_p",
  "max_tokens",
  "max_completion_tokens",
  "presence_penalty",
  "frequency_penalty",
  "seed",
  "top_k",
  "min_p",
];
const OTHERS = ["response_format", "reasoning_effort", "logit_bias"];
const LOGPROBS = ["logprobs", "top_logprobs"];

/** The maximum depth of a parameter. A much deeper one cannot be written as JSON again. */
const MAX_DEPTH = 100;

/** The most alternatives to a token that OpenAI's API returns. */
const MAX_ALTERNATIVES = 20;

/**
 * Reads the sampling parameters of a body by their OpenAI names. Other keys are left alone.
 *
 * @param pointer the place of the body
 * @throws {HttpError} 422 if a parameter is invalid
 */
export function readSampling(
  body: Record<string, unknown>,
  pointer: string,
): Record<string, unknown> {
  const read = (keys: string[], check: (value: unknown, pointer: string) => unknown) =>
    keys.filter((key) => body[key] != null)
      .map((key) => [key, check(body[key], `${pointer}/${key}`)]);
  return Object.fromEntries([
    ...read(NUMBERS, asNumber),
    ...read(OTHERS, withinDepth),
    ...read(["logprobs"], jsonBoolean),
    ...read(["top_logprobs"], (value, at) => asAlternatives(value, { at, body, pointer })),
  ]);
}

/**
 * Reads an object that has nothing but sampling parameters, and the name of a model.
 *
 * @throws {HttpError} 422 if a parameter is unknown or invalid
 */
export function readSamplingObject(value: unknown, pointer: string): Record<string, unknown> {
  const body = jsonObject(value, pointer);
  const known = [...NUMBERS, ...OTHERS, ...LOGPROBS, "model"];
  const unknown = Object.keys(body).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw invalid(`${pointer}/${unknown}`, `must not be set: expected one of ${known.join(", ")}`);
  }
  return {
    ...readSampling(body, pointer),
    ...(body.model == null ? {} : { model: nonEmptyString(body.model, `${pointer}/model`) }),
  };
}

/** Returns the value as a number. @throws {HttpError} 422 if it is not a number */
export function asNumber(value: unknown, pointer: string): number {
  if (typeof value !== "number") throw invalid(pointer, "must be a number");
  return value;
}

function asAlternatives(
  value: unknown,
  { at, body, pointer }: { at: string; body: Record<string, unknown>; pointer: string },
): number {
  if (!Number.isInteger(value) || Number(value) < 0 || Number(value) > MAX_ALTERNATIVES) {
    throw invalid(at, `must be an integer from 0 to ${MAX_ALTERNATIVES}`);
  }
  if (body.logprobs !== true) throw invalid(`${pointer}/logprobs`, "must be true for top_logprobs");
  return Number(value);
}

/**
 * Returns a value that can be written as JSON again.
 *
 * @throws {HttpError} 422 if it is nested too deep
 */
export function withinDepth<T>(value: T, pointer: string): T {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) {
      throw invalid(pointer, `must be nested at most ${MAX_DEPTH} levels deep`);
    }
    level = level.flatMap((part) =>
      typeof part === "object" && part !== null ? Object.values(part) : []
    );
  }
  return value;
}
