/** What every reply says: show me as I am, now, and do not keep or change me. */
export const REPLY_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
  "x-content-type-options": "nosniff",
};
