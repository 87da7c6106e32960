/** Waits for something that has to happen, but not for ever. */
export async function within<T>(something: PromiseLike<T>, what: string, ms = 30_000): Promise<T> {
  const { promise: never, reject } = Promise.withResolvers<never>();
  const id = setTimeout(() => reject(new Error(`Waited ${ms} ms for ${what}`)), ms);
  try {
    return await Promise.race([something, never]);
  } finally {
    clearTimeout(id);
  }
}
