import { measureInput } from "../../request/measure_input.ts";
import { readJson } from "../../request/body/read_json.ts";
import { isObject } from "../../../wire/is_object.ts";
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

/**
 * Reads the part of a list that a request asks for, in its body or its query.
 *
 * @throws {HttpError} 422 if it is invalid
 */
export function readPage(
  { limit, offset }: Record<string, unknown>,
  within: "#/" | "?" = "#/",
): { limit: number; offset: number } {
  return {
    limit: wholeNumber(limit ?? 10, { pointer: `${within}limit`, min: 1, max: 1_000 }),
    offset: wholeNumber(offset ?? 0, { pointer: `${within}offset`, min: 0, max: Infinity }),
  };
}

function wholeNumber(
  value: unknown,
  { pointer, min, max }: { pointer: string; min: number; max: number },
): number {
  const number = typeof value === "string" ? Number(value) : value;
  const isIn = Number.isSafeInteger(number) && Number(number) >= min && Number(number) <= max;
  if (isIn) return Number(number);
  const upTo = max === Infinity ? "" : ` to ${max}`;
  throw invalid(pointer, `must be a whole number from ${min}${upTo}`);
}

/** Reads the parts of its items that a list shows; `null` for all. @throws {HttpError} 422 */
export function readSelect({ select }: Record<string, unknown>): ReadonlySet<string> | null {
  if (select == null) return null;
  if (Array.isArray(select) && select.every((key) => typeof key === "string")) {
    return new Set(select);
  }
  throw invalid("#/select", "must be an array of strings");
}

/** Returns an item of a list, with what was selected. */
export function selected(
  item: Record<string, unknown>,
  select: ReadonlySet<string> | null,
): Record<string, unknown> {
  if (select === null) return item;
  return Object.fromEntries(Object.entries(item).filter(([key]) => select.has(key)));
}

/** Whether an object has all the values of another, also of the objects in it. */
export function isContained(wanted: object, value: unknown): boolean {
  return isObject(value) && Object.entries(wanted).every(([key, part]) => {
    const own = Object.hasOwn(value, key) ? value[key] : undefined;
    return isObject(part) ? isContained(part, own) : isEqual(part, own);
  });
}

function isEqual(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Whether a query parameter says yes. */
export function isTrue(value: string | null): boolean {
  return /^(true|1|yes)$/i.test(value ?? "");
}
