import { isInstance, propertyOf, stringOf } from "../../run/inspect.ts";
import { errorName } from "./error_name.ts";
import { maskText, type Secrets } from "./masking/mask_text.ts";

/** The maximum number of errors in a chain of causes. */
const MAX_CAUSES = 5;
const WITHHELD = "(message withheld: set LOG_PROMPTS)";

/**
 * Describes an error and its causes in one line of a log: the class, the status, the codes, and the
 * message masked by {@linkcode maskText}. Codes that may be ordinary text are left out. The message
 * of a model server's reply often repeats the prompt, so it is left out unless prompts may be
 * logged.
 *
 * Accepts any thrown value and never throws.
 */
export function describeError(error: unknown, secrets: Secrets): string {
  const parts: string[] = [];
  const seen = new Set<unknown>();
  for (let cause = error; parts.length < MAX_CAUSES && !seen.has(cause); cause = causeOf(cause)) {
    if (cause == null && parts.length > 0) break;
    seen.add(cause);
    parts.push(describe(cause, secrets));
  }
  return parts.join(" <- ");
}

function describe(error: unknown, secrets: Secrets): string {
  if (!isInstance(error, Error)) return maskText(stringOf(error), secrets) ?? WITHHELD;
  const facts = [
    ...factOf(error, { key: "status", pattern: STATUS }),
    ...factOf(error, { key: "code", pattern: CODE }),
    ...factOf(error, { key: "type", pattern: CODE }),
  ].filter(({ value }) => isHarmless(value, secrets)).map(({ key, value }) => `${key} ${value}`);
  const name = errorName(error) + (facts.length === 0 ? "" : ` (${facts.join(", ")})`);

  const isReply = propertyOf(error, "headers") !== undefined;
  if (isReply && secrets.said !== "any") return name;
  const text = propertyOf(error, "message");
  const message = typeof text === "string" ? maskText(text, secrets) ?? WITHHELD : "";
  return message === "" ? name : `${name}: ${message}`;
}

const STATUS = /^[1-5]\d\d$/;
/** `rate_limit_exceeded`, `ECONNREFUSED`, `ERR_HTTP2_PROTOCOL`, `invalidRequest`, `23505`. */
const CODE =
  /^(?=.{1,60}$)(?:[a-z]{2,}(?:[_.-](?:[a-z]+\d{0,3}|\d{1,4}))*|[A-Z]+\d{0,3}[A-Z]*(?:_[A-Z]+\d{0,3}[A-Z]*)*|[A-Za-z][a-z]+(?:[A-Z][a-z]+)+|\d{1,5})$/;

function factOf(
  error: Error,
  { key, pattern }: { key: string; pattern: RegExp },
): { key: string; value: string }[] {
  const value = propertyOf(error, key);
  const isPlain = typeof value === "string" || typeof value === "number";
  return isPlain && pattern.test(`${value}`) ? [{ key, value: `${value}` }] : [];
}

/** Whether the value is neither a secret nor a part of the prompt or answer. */
function isHarmless(value: string, { secrets, said }: Secrets): boolean {
  if (STATUS.test(value)) return true;
  if (maskText(value, { secrets, said: "any" }) !== value) return false;
  const word = value.toLowerCase();
  return typeof said === "string" || said.every((text) => !text.toLowerCase().includes(word));
}

function causeOf(error: unknown): unknown {
  if (!isInstance(error, Error)) return undefined;
  return propertyOf(error, "cause") ?? propertyOf(propertyOf(error, "errors"), "0");
}
