/**
 * Stands in for `@std/assert` where JSR cannot be reached: what the tests use
 * of it, on `node:assert`, under the same names and with the same results.
 */
import {
  AssertionError,
  deepStrictEqual,
  match,
  notDeepStrictEqual,
  strictEqual,
} from "node:assert";

export { AssertionError };

type Class<E> = abstract new (...args: never[]) => E;

export function assert(condition: unknown, message = "Expected a truthy value"): asserts condition {
  if (!condition) throw new AssertionError({ message });
}

export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  deepStrictEqual(actual, expected, message);
}

export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  notDeepStrictEqual(actual, expected, message);
}

export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  message?: string,
): asserts actual is T {
  strictEqual(actual, expected, message);
}

export function assertStringIncludes(actual: string, expected: string, message?: string): void {
  assert(actual.includes(expected), message ?? `Expected ${actual} to include ${expected}`);
}

export function assertMatch(actual: string, expected: RegExp, message?: string): void {
  match(actual, expected, message);
}

export function assertThrows<E extends Error>(
  fn: () => unknown,
  ErrorClass: Class<E> = Error as unknown as Class<E>,
  messageIncludes = "",
): E {
  try {
    fn();
  } catch (error) {
    return expectError(error, { ErrorClass, messageIncludes });
  }
  throw new AssertionError({ message: "Expected function to throw" });
}

export async function assertRejects<E extends Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: Class<E> = Error as unknown as Class<E>,
  messageIncludes = "",
): Promise<E> {
  try {
    await fn();
  } catch (error) {
    return expectError(error, { ErrorClass, messageIncludes });
  }
  throw new AssertionError({ message: "Expected function to reject" });
}

function expectError<E extends Error>(
  error: unknown,
  { ErrorClass, messageIncludes }: { ErrorClass: Class<E>; messageIncludes: string },
): E {
  assert(error instanceof ErrorClass, `Expected a ${ErrorClass.name}, got ${error}`);
  assertStringIncludes(error.message, messageIncludes);
  return error;
}
