import { warnOfForeignCore } from "../run/langchain/foreign_core.ts";
import { isGraph, nodesOf } from "../run/langchain/graph/graph.ts";
import { boundThread } from "../run/langchain/graph/bound_thread.ts";
import type { StreamableRunnable } from "../run/langchain/runnable.ts";
import { assertEndMarkers } from "../stream/marker_matcher.ts";
import type { Route } from "./router.ts";
import { Served } from "./served.ts";
import type { ServedRunnable } from "./served_runnable.ts";

/**
 * Checks runnables and their names.
 *
 * @throws {TypeError} if a name cannot be part of a path, something is not a runnable, or there are
 *   none
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
      assertOptions(name, options);
      if (options.endMarkers !== undefined) assertEndMarkers(options.endMarkers);
      if (typeof options.runnable !== "function") {
        warnOfForeignCore(name, options.runnable);
        warnOfBoundThread(name, options.runnable);
        warnOfUnknownNodes(name, options.runnable, options.answer);
      }
      return [name, new Served(name, options)];
    }),
  );
}

/**
 * Checks that no runnable has the name of a route.
 *
 * @throws {TypeError} if a name is the first segment of a route's path
 */
export function assertNamesFree(names: readonly string[], routes: readonly Route[]): void {
  const reserved = new Set(routes.flatMap(({ path }) => firstSegments(path)));
  for (const name of names) {
    if (!reserved.has(name)) continue;
    throw new TypeError(`Cannot serve a runnable as "${name}": the name is reserved for a route`);
  }
}

/** Returns the first segments of a path: one, or those in `:name(one|two)`. */
function firstSegments(path: string): string[] {
  const segment = path.split("/")[1] ?? "";
  return segment.match(/^:\w+\((.*)\)$/)?.[1]?.split("|") ?? [segment];
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

/** The text of a node that is not there would be the answer of nothing. */
function warnOfUnknownNodes(
  name: string,
  runnable: StreamableRunnable,
  answer: readonly string[] = [],
): void {
  const nodes = isGraph(runnable) ? nodesOf(runnable) : [];
  const unknown = answer.filter((node) => !nodes.includes(node));
  if (unknown.length === 0) return;
  const list = (names: readonly string[]) => names.map((it) => JSON.stringify(it)).join(", ");
  const known = nodes.filter((node) => !node.startsWith("__"));
  console.warn(
    `The answer of the runnable "${name}" is the text of ${list(unknown)}, but ` +
      (known.length === 0
        ? "it is not a graph."
        : `its nodes are ${list(known)}. Only a graph inside a function may have others.`),
  );
}

/** What each option must be. */
const OPTIONS: Readonly<Record<keyof ServedRunnable, "function" | "array" | "string" | null>> = {
  runnable: null,
  title: "string",
  description: "string",
  models: "array",
  input: null,
  fromMessages: "function",
  answer: "array",
  endMarkers: "array",
  configure: "function",
  onEnd: "function",
};

function assertOptions(name: string, options: ServedRunnable): void {
  for (const [key, value] of Object.entries(options)) {
    const known = Object.keys(OPTIONS);
    const type = (OPTIONS as Readonly<Record<string, string | null>>)[key];
    if (type === undefined) {
      const expected = `expected one of ${known.join(", ")}`;
      throw new TypeError(`Cannot serve "${name}": unknown option "${key}", ${expected}`);
    }
    const actual = Array.isArray(value) ? "array" : typeof value;
    if (type === null || value === undefined || actual === type) continue;
    const article = type === "array" ? "an" : "a";
    throw new TypeError(
      `Cannot serve "${name}": expected "${key}" to be ${article} ${type}, got ${typeof value}`,
    );
  }
}

function assertName(name: string): void {
  if (!/^[\w.~-]+$/.test(name) || /^\.+$/.test(name)) {
    const json = JSON.stringify(name);
    throw new TypeError(`Cannot serve a runnable as ${json}: expected a-z, 0-9, and _ . ~ -`);
  }
}
