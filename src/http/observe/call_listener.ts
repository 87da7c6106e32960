/** Calls a listener, which may be async. What it throws, or rejects with, goes to `onError`. */
export function callListener(listener: () => unknown, onError: (error: unknown) => void): void {
  try {
    const result = listener();
    if (typeof result === "object" && result !== null) Promise.resolve(result).catch(onError);
  } catch (error) {
    onError(error);
  }
}
