import { warnOfForeignCore } from "../run/langchain/foreign_core.ts";
import type { RunnableSource, StreamableRunnable } from "../run/langchain/runnable.ts";

/** The first segments of the routes that are not a runnable's. */
const RESERVED_NAMES = new Set([
  "v1",
  "api",
  "healthz",
  "openapi.json",
  "client.js",
  "page.js",
  "page.css",
  "icon.svg",
]);

/**
 * Checks the names of runnables.
 *
 * @throws {TypeError} if a name cannot be part of a path or is reserved, or there are no runnables
 */
export function namedRunnables(
  runnables: Readonly<Record<string, StreamableRunnable>>,
): Map<string, RunnableSource> {
  const sources = new Map<string, RunnableSource>();
  if (Object.keys(runnables).length === 0) {
    throw new TypeError("Cannot serve an empty set of runnables");
  }
  for (const [name, runnable] of Object.entries(runnables)) {
    assertName(name);
    warnOfForeignCore(name, runnable);
    sources.set(name, () => runnable);
  }
  return sources;
}

function assertName(name: string): void {
  if (!/^[\w.~-]+$/.test(name) || /^\.+$/.test(name)) {
    const json = JSON.stringify(name);
    throw new TypeError(`Cannot serve a runnable as ${json}: expected a-z, 0-9, and _ . ~ -`);
  }
  if (RESERVED_NAMES.has(name)) {
    throw new TypeError(`Cannot serve a runnable as "${name}": the name is reserved for a route`);
  }
}
