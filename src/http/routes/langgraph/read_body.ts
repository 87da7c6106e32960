import { measureInput } from "../../request/measure_input.ts";
import { readJson } from "../../request/body/read_json.ts";
import { invalid, jsonObject } from "../../request/validate.ts";
import type { RunRoutesOptions } from "../run_routes.ts";

/** The maximum depth of a body. A much deeper one cannot be written as JSON again. */
const MAX_DEPTH = 100;
const EXAMPLE = '{"assistant_id":"agent","input":{"messages":[…]}}';

/** Reads the body of a request to LangGraph's routes. @throws {HttpError} as `readJson` does */
export async function readBody(
  request: Request,
  { limits, timer, bodies }: RunRoutesOptions,
): Promise<Record<string, unknown>> {
  const body = await readJson(request, { limits, timer, bodies, example: EXAMPLE });
  if (measureInput(body).depth > MAX_DEPTH) {
    throw invalid("#", `must be nested at most ${MAX_DEPTH} levels deep`);
  }
  return jsonObject(body, "#");
}

/** Reads the part of a list that a request asks for. @throws {HttpError} 422 if it is invalid */
export function readPage(
  { limit, offset }: Record<string, unknown>,
): { limit: number; offset: number } {
  return {
    limit: wholeNumber(limit ?? 10, { pointer: "#/limit", min: 1, max: 1_000 }),
    offset: wholeNumber(offset ?? 0, { pointer: "#/offset", min: 0, max: Infinity }),
  };
}

function wholeNumber(
  value: unknown,
  { pointer, min, max }: { pointer: string; min: number; max: number },
): number {
  const number = typeof value === "string" ? Number(value) : value;
  const isIn = Number.isSafeInteger(number) && Number(number) >= min && Number(number) <= max;
  if (isIn) return Number(number);
  throw invalid(pointer, `must be a whole number from ${min}`);
}
