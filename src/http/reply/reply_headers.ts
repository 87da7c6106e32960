/** Headers of every reply: neither a cache nor a proxy may keep, delay or change it. */
export const REPLY_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store, no-cache, no-transform",
  "x-accel-buffering": "no",
  "x-content-type-options": "nosniff",
};
