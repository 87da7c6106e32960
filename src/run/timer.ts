/** What time is measured and waited with; in tests, one that stands still. */
export interface Timer {
  /** The time in milliseconds. It only goes forward. */
  now(): number;
  /** Calls once after so many milliseconds, never after `Infinity`. Gives what calls it off. */
  after(ms: number, call: () => void): () => void;
}

/** The time as it passes. */
export const systemTimer: Timer = {
  now: () => performance.now(),
  after(ms, call) {
    if (ms === Infinity) return () => {};
    const id = setTimeout(call, Math.min(ms, 2 ** 31 - 1)); // beyond, it would call at once
    return () => clearTimeout(id);
  },
};
