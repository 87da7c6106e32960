import type { BaseMessage } from "@langchain/core/messages";
import { checkpointerOf, isGraph } from "../graph/graph.ts";
import type { StreamableRunnable } from "../runnable.ts";
import { chainGraph } from "./chain_graph.ts";
import { loadLangGraph } from "./load_langgraph.ts";
import type { SaverView } from "./saver_view.ts";
import { type GraphRunOptions, ThreadedGraph } from "./threaded_graph.ts";

/** A LangGraph command, as clients send it. */
export interface CommandSettings {
  resume?: unknown;
  update?: unknown;
  goto?: unknown;
}

/** Options for {@linkcode bindThread}. */
export interface BindThreadOptions {
  /** The id of the thread; `null` for a run without one. */
  threadId: string | null;
  /** Returns where the thread is kept. */
  viewOf: (own: object | null) => Promise<SaverView | null>;
  /** Makes the input of a model or a chain of all messages of its thread. */
  toInput: (messages: BaseMessage[]) => unknown;
  command?: CommandSettings | undefined;
  options?: GraphRunOptions | undefined;
}

/** Returns a graph that runs a runnable in a thread. A graph without a checkpointer gets the app's. */
export async function bindThread(
  runnable: StreamableRunnable,
  { threadId, viewOf, toInput, command, options }: BindThreadOptions,
): Promise<ThreadedGraph> {
  const graph = isGraph(runnable) ? runnable : await chainGraph(runnable, toInput);
  return new ThreadedGraph(graph, {
    threadId,
    view: await viewOf(checkpointerOf(graph)),
    command: command === undefined ? undefined : await toCommand(command),
    options,
  });
}

/** Returns LangGraph's command. */
export async function toCommand({ resume, update, goto }: CommandSettings): Promise<object> {
  const { Command, Send } = await loadLangGraph();
  const targets = goto == null
    ? []
    : [goto].flat().map((target) =>
      typeof target === "object" && target !== null
        ? new Send(String(Reflect.get(target, "node")), Reflect.get(target, "input"))
        : String(target)
    );
  return new Command({
    ...(resume === undefined ? {} : { resume }),
    ...(update == null ? {} : { update: update as Record<string, unknown> }),
    ...(targets.length === 0 ? {} : { goto: targets }),
  });
}
