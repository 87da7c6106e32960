/**
 * Reads a property of anything at all, without ever throwing: what was thrown may be `null`, a
 * proxy whose traps throw, or an object whose getters do.
 *
 * @returns `undefined` where there is no such property, or it cannot be read
 */
export function propertyOf(value: unknown, key: string): unknown {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) {
    return undefined;
  }
  try {
    return Reflect.get(value, key);
  } catch {
    return undefined; // a getter or a trap throws
  }
}

/** Whether a value is an instance of a class, without ever throwing. */
export function isInstance<T>(
  value: unknown,
  constructor: abstract new (...args: never[]) => T,
): value is T {
  try {
    return value instanceof constructor;
  } catch {
    return false; // a proxy's trap throws
  }
}

/** Makes a string of anything at all, without ever throwing. */
export function stringOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return `unreadable ${typeof value}`; // a proxy, or an object without a string of its own
  }
}
