import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { Runnable } from "@langchain/core/runnables";

/** The properties in which LangChain's runnables hold other runnables. */
const KEYS = [
  "bound",
  "branches",
  "default",
  "fallbacks",
  "first",
  "graph",
  "last",
  "llm",
  "mapper",
  "middle",
  "model",
  "nodes",
  "options",
  "runnable",
  "steps",
];
/** How deep runnables are searched. */
const MAX_DEPTH = 12;

/** Returns the chat models in a runnable. Those inside functions cannot be found. */
export function modelsIn(runnable: unknown): BaseChatModel[] {
  const seen = new Set<object>();
  const found: BaseChatModel[] = [];
  const search = (value: unknown, depth: number): void => {
    if (typeof value !== "object" || value === null || seen.has(value) || depth > MAX_DEPTH) return;
    seen.add(value);
    if (value instanceof BaseChatModel) {
      found.push(value);
      return;
    }
    if (Array.isArray(value)) return value.forEach((item) => search(item, depth + 1));
    const isPlain = Object.getPrototypeOf(value) === Object.prototype;
    const keys = isPlain && !(value instanceof Runnable) ? Object.keys(value) : KEYS;
    for (const key of keys) search(propertyOf(value, key), depth + 1);
  };
  search(runnable, 0);
  return found;
}

/** Reads a property without calling getters, which may do anything. */
function propertyOf(value: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}
