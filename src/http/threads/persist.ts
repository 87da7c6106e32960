import type { Timer } from "../../run/timer.ts";

/** How often a change that failed is tried again, in milliseconds. */
const RETRY_MS = 500;
/** For how long, in milliseconds. */
const KEEP_MS = 120_000;

/**
 * Makes a change that others wait for, again and again while the store is away.
 *
 * @param onFailure called with the first failure, and with the last one if it is given up
 * @returns whether it was made
 */
export async function persist(
  change: () => Promise<void>,
  { timer, onFailure }: { timer: Timer; onFailure: (error: unknown) => void },
): Promise<boolean> {
  const until = timer.now() + KEEP_MS;
  for (let tries = 1;; tries++) {
    try {
      await change();
      return true;
    } catch (error) {
      const isGivenUp = timer.now() >= until;
      if (tries === 1 || isGivenUp) onFailure(error);
      if (isGivenUp) return false;
      await new Promise<void>((resolve) => void timer.after(RETRY_MS, resolve));
    }
  }
}
