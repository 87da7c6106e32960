import { isInstance, propertyOf } from "../../run/inspect.ts";

/** What platforms name their errors without saying that they are any. */
const NAMES = new Set(
  ["Http", "ConnectionRefused", "ConnectionReset", "ConnectionAborted"]
    .concat(["NotFound", "PermissionDenied", "NotCapable", "AddrInUse", "AddrNotAvailable"])
    .concat(["BrokenPipe", "TimedOut", "Interrupted", "UnexpectedEof", "BadResource", "Busy"])
    .concat(["NotSupported", "InvalidData", "WouldBlock", "WriteZero"]),
);

/**
 * Names what was thrown, for a log or a trace: by the name of its class, if that is surely a
 * name, for anybody may set it to anything. Never throws.
 */
export function errorName(error: unknown): string {
  if (!isInstance(error, Error)) return error === null ? "null" : typeof error;
  const own = propertyOf(error, "name");
  // Clients of models name their errors only by their class.
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
