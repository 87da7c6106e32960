import { Annotation, interrupt, type MemorySaver, START, StateGraph } from "@langchain/langgraph";
import type { StreamableRunnable } from "../../../../src/mod.ts";

const Inner = Annotation.Root({ topic: Annotation<string>, answer: Annotation<string> });
const State = Annotation.Root({
  ...Inner.spec,
  said: Annotation<string[]>({ reducer: (a, b) => [...a, ...b], default: () => [] }),
});

/** A graph of two steps, of which the second can be held, with a graph that may ask in between. */
export interface TwoSteps {
  runnable: StreamableRunnable;
  /** Holds the next run in its second step. @returns a promise that resolves when it is there */
  hold(): Promise<void>;
}

/** Makes one. It asks about the topic `ask`. */
export function twoSteps(checkpointer?: MemorySaver): TwoSteps {
  let arrive: (() => void) | null = null;
  const inner = new StateGraph(Inner)
    .addNode("ask", ({ topic }) => ({ answer: topic === "ask" ? interrupt("Sure?") : "none" }))
    .addEdge(START, "ask").compile();
  const graph = new StateGraph(State)
    .addNode("first", ({ topic }) => ({ said: [`first ${topic}`] }))
    .addNode("inner", inner)
    .addNode("second", async ({ topic, answer }, { signal }) => {
      if (arrive === null) return { said: [`second ${topic} ${answer}`] };
      arrive();
      arrive = null;
      await new Promise((_, reject) =>
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true })
      );
      return {};
    })
    .addEdge(START, "first").addEdge("first", "inner").addEdge("inner", "second")
    .compile(checkpointer === undefined ? {} : { checkpointer });
  return {
    runnable: graph as unknown as StreamableRunnable,
    hold: () => new Promise((resolve) => arrive = resolve),
  };
}
