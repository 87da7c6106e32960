import { type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { RunnableSequence } from "@langchain/core/runnables";
import { toModelChain } from "../model_chain.ts";
import { endAtMarkers } from "../marker/end_at_markers.ts";
import type { RunConfig, StreamableRunnable } from "../runnable.ts";
import { ChainModel } from "./chain_model.ts";
import { loadLangGraph } from "./load_langgraph.ts";

/** The only node of a chain's graph. */
export const CHAIN_NODE = "answer";

/**
 * Returns a graph of one node that answers the messages of a thread with a model or a chain, so that
 * it remembers them.
 *
 * @param toInput makes the input of the runnable of all messages so far
 */
export async function chainGraph(
  runnable: StreamableRunnable,
  toInput: (messages: BaseMessage[]) => unknown,
): Promise<StreamableRunnable> {
  const { MessagesAnnotation, START, StateGraph } = await loadLangGraph();
  const chain = toModelChain(runnable);
  const model = chain === null
    ? null
    : chain.steps.length === 0
    ? chain.boundModel
    : RunnableSequence.from([...chain.steps, chain.boundModel] as never);

  const node = async ({ messages }: { messages: BaseMessage[] }, config: object) => {
    const input = await toInput(messages);
    if (model !== null) return { messages: [await model.invoke(input, config)] };
    const call = { runnable, input, config: config as Omit<RunConfig, "callbacks"> };
    const whole = new ChainModel(call);
    const message = await endAtMarkers(whole).invoke([new HumanMessage("")], config);
    if (whole.failure !== null) throw whole.failure.error;
    return { messages: [message] };
  };
  const graph = new StateGraph(MessagesAnnotation)
    .addNode(CHAIN_NODE, node as never)
    .addEdge(START, CHAIN_NODE as never)
    .compile();
  return graph as unknown as StreamableRunnable;
}
