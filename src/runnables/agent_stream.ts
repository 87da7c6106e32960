import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { consumeCallback } from "@langchain/core/callbacks/promises";
import { ChatInput } from "./chat_input.ts";
import type { RunConfig, StreamableRunnable } from "./runnable.ts";

/** Whether a runnable is an agent or another graph of LangGraph's. */
export function isGraph(runnable: object): boolean {
  const graph = "graph" in runnable ? runnable.graph : runnable;
  return typeof graph === "object" && graph !== null && "streamMode" in graph;
}

/**
 * Streams an agent's tokens as they come and its steps as they are done, and
 * no faster than they are read.
 *
 * A graph pushes what happens in it, heedless of who reads. Its models wait
 * for their callbacks, though, so that one that answers when somebody reads
 * makes them keep step.
 */
export class AgentStream implements StreamableRunnable {
  readonly #agent: StreamableRunnable;

  /** @param agent what `createAgent` of `langchain` makes, or any graph with `messages` */
  constructor(agent: StreamableRunnable) {
    this.#agent = agent;
  }

  /** Yields LangGraph's tuples: `[path, "messages", …]` and `[path, "updates", …]`. */
  async stream(input: unknown, config: RunConfig): Promise<ReadableStream<unknown>> {
    const gate = new Gate();
    gate.open();
    const state = input instanceof ChatInput ? { messages: input.messages } : input;
    const asGraph = {
      ...config,
      callbacks: [...config.callbacks, gate],
      streamMode: ["updates", "messages"],
      subgraphs: true,
    };
    const stream = await this.#agent.stream(state, asGraph);
    gate.close();
    const reader = stream.getReader();

    return new ReadableStream({
      async pull(controller) {
        gate.open();
        const { value, done } = await reader.read();
        gate.close();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel(reason) {
        gate.open();
        await reader.cancel(reason);
      },
    }, { highWaterMark: 0 });
  }
}

/**
 * Lets a model's tokens pass while it is open, and keeps the model waiting otherwise.
 *
 * It also keeps a step from ending before the graph has told of all its tokens.
 * The graph's own handler gets them through LangChain's one queue for all runs;
 * were that behind, the graph would be over, and the last of them lost.
 */
class Gate extends BaseCallbackHandler {
  override readonly name = "splitstream_gate";
  override awaitHandlers = true;
  override ignoreAgent = true;
  override ignoreRetriever = true;

  #opened = Promise.withResolvers<void>();

  open(): void {
    this.#opened.resolve();
  }

  close(): void {
    this.#opened = Promise.withResolvers();
  }

  override handleLLMNewToken(): Promise<void> {
    return this.#opened.promise;
  }

  override handleLLMEnd(): Promise<void> {
    return queueDone();
  }

  override handleLLMError(): Promise<void> {
    return queueDone();
  }

  override handleChainEnd(): Promise<void> {
    return queueDone();
  }
}

/** Waits until the handlers that LangChain does not wait for have heard all there was so far. */
async function queueDone(): Promise<void> {
  await Promise.resolve(); // the handlers behind this one are to be in the queue, too
  const { promise, resolve } = Promise.withResolvers<void>();
  await consumeCallback(() => Promise.resolve(resolve()), false);
  await promise;
}
