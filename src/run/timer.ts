/** Measures time and waits. Tests bring a timer that stands still. */
export interface Timer {
  /** Returns a monotonic time in milliseconds. */
  now(): number;
  /** Calls a function once after a delay in milliseconds; `Infinity` is never. Returns a function that cancels it. */
  after(ms: number, call: () => void): () => void;
}

/** The timer of the system. */
export const systemTimer: Timer = {
  now: () => performance.now(),
  after(ms, call) {
    if (ms === Infinity) return () => {};
    const id = setTimeout(call, Math.min(ms, 2 ** 31 - 1)); // a longer delay would fire at once
    return () => clearTimeout(id);
  },
};
