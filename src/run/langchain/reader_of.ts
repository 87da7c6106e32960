import { CallbackManager } from "@langchain/core/callbacks/manager";
import { GenericReader } from "./generic_reader.ts";
import type { ChunkReader } from "./chunk_reader.ts";
import { isGraph } from "./graph/graph.ts";
import type { GraphView } from "./graph/parts/graph_part.ts";
import { GraphReader } from "./graph/graph_reader.ts";
import { DirectReader } from "./direct_reader.ts";
import type { ModelObserver } from "./model/model_observer.ts";
import type { RunTiming } from "../run_timing.ts";
import { toModelChain } from "./model_chain.ts";
import { isInvokable, type StreamableRunnable } from "./runnable.ts";
import { hasGraph } from "./invoke/has_graph.ts";
import { InvokeReader } from "./invoke/invoke_reader.ts";
import { streamsAsInvoked } from "./invoke/streams_as_invoked.ts";

/** Options for {@linkcode readerOf}. */
export interface ReaderOptions {
  /** Collects the metadata of the runnable's models. */
  observer: ModelObserver;
  /** Called with the name of the agent's step that the next text comes from. */
  onStep?: ((step: string) => void) | undefined;
  /** Whether a chain that ends with a model may be read from the model. Default: `true`. */
  isDirect?: boolean | undefined;
  /** The nodes of a graph whose text is the answer. Default: all. */
  answer?: readonly string[] | undefined;
  /** Whether only the output counts, so that the runnable may be invoked. Default: `false`. */
  isWhole?: boolean | undefined;
  /** The clock of the run, which also collects the times of steps. */
  timing: RunTiming;
  /** Whether the caller asked for log probabilities. Default: `false`. */
  hasLogprobs?: boolean | undefined;
  /** What a client of LangGraph asked to see of a graph. Default: nothing. */
  view?: GraphView | undefined;
  /** The end markers of the run. */
  endMarkers?: readonly string[] | undefined;
}

/** Returns the reader for a runnable: the cheapest one that sees all of its text. */
export function readerOf(runnable: StreamableRunnable, options: ReaderOptions): ChunkReader {
  if (isGraph(runnable)) return new GraphReader(runnable, options);
  // A trace must show the chain as a whole, so the chain runs as a whole.
  const isTraced = CallbackManager.configure() !== undefined;
  const chain = isTraced || options.isDirect === false ? null : toModelChain(runnable);
  if (chain !== null) return new DirectReader(chain, options);
  const isInvoked = options.isWhole && !streamsAsInvoked(runnable) || hasGraph(runnable);
  return isInvoked && isInvokable(runnable)
    ? new InvokeReader(runnable, options)
    : new GenericReader(runnable, options);
}
