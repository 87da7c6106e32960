// Assumptions about LangChain's internals, which a new version may break:
//
// - A `RunnableSequence` and a `RunnableMap` have `steps`, a `RunnableBinding` and a `RunnableRetry`
//   `bound`, a `RunnableWithFallbacks` `runnable` and `fallbacks`, a `RunnableAssign` `mapper`.

import { Runnable } from "@langchain/core/runnables";
import { isGraph } from "../graph/graph.ts";

const KEYS = ["steps", "bound", "runnable", "fallbacks", "mapper"];

/**
 * Whether there is a graph among the parts of a chain. It streams the updates of its steps, which
 * are no part of what the chain returns.
 */
export function hasGraph(chain: unknown): boolean {
  if (!(chain instanceof Runnable)) return false;
  if (isGraph(chain)) return true;
  return KEYS.some((key) => {
    const part: unknown = Reflect.get(chain, key);
    const isSteps = typeof part === "object" && part !== null && !(part instanceof Runnable);
    return isSteps ? Object.values(part).some(hasGraph) : hasGraph(part);
  });
}
