import { isInstance, propertyOf } from "../../run/inspect.ts";

/** Error names of platforms that do not end with `Error`. */
const NAMES = new Set(
  ["Http", "ConnectionRefused", "ConnectionReset", "ConnectionAborted"]
    .concat(["NotFound", "PermissionDenied", "NotCapable", "AddrInUse", "AddrNotAvailable"])
    .concat(["BrokenPipe", "TimedOut", "Interrupted", "UnexpectedEof", "BadResource", "Busy"])
    .concat(["NotSupported", "InvalidData", "WouldBlock", "WriteZero"]),
);

/**
 * Returns the class name of an error, for a log or a trace, or `Error` if the name is unusual: code
 * may set it to anything, such as a prompt. Accepts any thrown value and never throws.
 */
export function errorName(error: unknown): string {
  if (!isInstance(error, Error)) return error === null ? "null" : typeof error;
  const own = propertyOf(error, "name");
  // Model clients leave `name` at "Error" and name only the class.
  const names = [own === "Error" ? undefined : own, classOf(error), own];
  return names.find((name) => typeof name === "string" && isName(name)) as string | undefined ??
    "Error";
}

function classOf(error: unknown): unknown {
  return propertyOf(propertyOf(error, "constructor"), "name");
}

function isName(name: string): boolean {
  return NAMES.has(name) || /^(?:[A-Z][A-Za-z]{0,50})?(?:Error|Exception|Interrupt)$/.test(name);
}
