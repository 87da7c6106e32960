/**
 * Reads a property of any value. Never throws, even if the value is `null`, a proxy with throwing
 * traps, or an object with throwing getters.
 *
 * @returns `undefined` if the property does not exist or cannot be read
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

/** Whether a value is an instance of a class. Never throws. */
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

/** Converts any value to a string. Never throws. */
export function stringOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return `unreadable ${typeof value}`; // a proxy, or an object that cannot be converted
  }
}
