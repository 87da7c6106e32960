import type { Handler } from "../http/handler.ts";
import { systemTimer, type Timer } from "../run/timer.ts";

/** How long a server must have had nothing to do, in milliseconds. */
const IDLE_MS = 100;

/** Options for {@linkcode loadAhead}. */
export interface LoadAheadOptions {
  /** Loads what the first run needs. Where it fails, the run tries again, and reports it. */
  load: () => Promise<unknown>;
  timer?: Timer;
}

/**
 * Returns a handler that loads what the first run would wait for, once the server has had nothing to
 * do for a moment. A request that comes earlier does not wait for it.
 */
export function loadAhead(
  handler: Handler,
  { load, timer = systemTimer }: LoadAheadOptions,
): Handler {
  let open = 0;
  let isLoaded = false;
  let cancelTimer = () => {};
  const set = () => {
    cancelTimer = timer.after(IDLE_MS, () => {
      isLoaded = true;
      load().catch(() => {});
    });
  };
  set();
  return async (request, info) => {
    if (isLoaded) return await handler(request, info);
    cancelTimer();
    open++;
    try {
      return await handler(request, info);
    } finally {
      if (--open === 0 && !isLoaded) set();
    }
  };
}
