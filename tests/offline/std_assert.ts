/**
 * Stands in for `@std/assert` where JSR cannot be reached: what the tests use
 * of it, on `node:assert`, under the same names and with the same results.
 */
import { AssertionError, deepStrictEqual, strictEqual } from "node:assert";

type Class<E> = abstract new (...args: never[]) => E;

export function assert(condition: unknown, message = "Expected a truthy value"): asserts condition {
  if (!condition) throw new AssertionError({ message });
}

export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  deepStrictEqual(actual, expected, message);
}

export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  message?: string,
): asserts actual is T {
  strictEqual(actual, expected, message);
}

export function assertThrows(fn: () => unknown): unknown;
export function assertThrows<E extends Error>(
  fn: () => unknown,
  ErrorClass: Class<E>,
  messageIncludes?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  ErrorClass: Class<Error> = Error,
  messageIncludes = "",
): unknown {
  try {
    fn();
  } catch (error) {
    return expectError(error, { ErrorClass, messageIncludes });
  }
  throw new AssertionError({ message: "Expected function to throw" });
}

export function assertRejects(fn: () => PromiseLike<unknown>): Promise<unknown>;
export function assertRejects<E extends Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: Class<E>,
  messageIncludes?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  ErrorClass: Class<Error> = Error,
  messageIncludes = "",
): Promise<unknown> {
  try {
    await fn();
  } catch (error) {
    return expectError(error, { ErrorClass, messageIncludes });
  }
  throw new AssertionError({ message: "Expected function to reject" });
}

function expectError(
  error: unknown,
  { ErrorClass, messageIncludes }: { ErrorClass: Class<Error>; messageIncludes: string },
): Error {
  assert(error instanceof ErrorClass, `Expected a ${ErrorClass.name}, got ${error}`);
  assert(
    error.message.includes(messageIncludes),
    `Expected ${error.message} to include ${messageIncludes}`,
  );
  return error;
}
