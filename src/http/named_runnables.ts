import { warnOfForeignCore } from "../run/langchain/foreign_core.ts";
import { boundThread } from "../run/langchain/graph/bound_thread.ts";
import type { StreamableRunnable } from "../run/langchain/runnable.ts";
import { assertEndMarkers } from "../stream/marker_matcher.ts";
import { Served } from "./served.ts";
import type { ServedRunnable } from "./served_runnable.ts";

/** The first segments of the routes that are not a runnable's. */
const RESERVED_NAMES = new Set([
  "v1",
  "api",
  "runs",
  "threads",
  "assistants",
  "store",
  "info",
  "ok",
  "healthz",
  "openapi.json",
  "client.js",
  "page.js",
  "page.css",
  "icon.svg",
]);

/**
 * Checks runnables and their names.
 *
 * @throws {TypeError} if a name cannot be part of a path or is reserved, something is not a
 *   runnable, or there are none
 */
export function namedRunnables(
  runnables: Readonly<Record<string, StreamableRunnable | ServedRunnable>>,
): Map<string, Served> {
  if (Object.keys(runnables).length === 0) {
    throw new TypeError("Cannot serve an empty set of runnables");
  }
  return new Map(
    Object.entries(runnables).map(([name, value]) => {
      assertName(name);
      const options = optionsOf(name, value);
      if (options.endMarkers !== undefined) assertEndMarkers(options.endMarkers);
      if (typeof options.runnable !== "function") {
        warnOfForeignCore(name, options.runnable);
        warnOfBoundThread(name, options.runnable);
      }
      return [name, new Served(name, options)];
    }),
  );
}

function optionsOf(name: string, value: unknown): ServedRunnable {
  if (isRunnable(value)) return { runnable: value };
  if (typeof value === "object" && value !== null && "runnable" in value) {
    if (isRunnable(value.runnable) || typeof value.runnable === "function") {
      return value as ServedRunnable;
    }
    throw notARunnable(`${name}.runnable`, value.runnable);
  }
  throw notARunnable(name, value);
}

function isRunnable(value: unknown): value is StreamableRunnable {
  return typeof value === "object" && value !== null && "stream" in value &&
    typeof value.stream === "function";
}

function notARunnable(name: string, value: unknown): TypeError {
  const type = value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
  const kind = typeof value === "object" && value !== null && !Array.isArray(value)
    ? "an object without a stream method"
    : value === undefined
    ? "undefined"
    : type;
  const hint = typeof value === "function" ? "; wrap a function in RunnableLambda.from()" : "";
  return new TypeError(
    `Cannot serve ${JSON.stringify(name)}: expected a runnable, got ${kind}${hint}`,
  );
}

function warnOfBoundThread(name: string, runnable: StreamableRunnable): void {
  const thread = boundThread(runnable);
  if (thread === null) return;
  console.warn(
    `The runnable "${name}" is bound to the thread ${JSON.stringify(thread)}: all callers share ` +
      "one conversation. Let each caller send configurable.thread_id, or set it in configure().",
  );
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
