// Assumptions about LangChain's internals, which a new version may break. They hold for
// @langchain/core 1.x; the tests compare each result with that of `stream`.
//
// - `Runnable.stream` yields what `_streamIterator` yields. For each chunk, it also finds out anew
//   whether the run is traced, which reads five variables of the environment; sets LangChain's async
//   local storage, to nothing unless the run is traced; and listens to the signal, as the steps do.

import { CallbackManager } from "@langchain/core/callbacks/manager";
import { ensureConfig, Runnable } from "@langchain/core/runnables";
import type { Values } from "../chunk_reader.ts";
import type { RunConfig, StreamableRunnable } from "../runnable.ts";
import { lightSequence } from "./light_sequence.ts";

/**
 * Starts a runnable, as its `stream` would. Where LangChain's own `stream` would only look for a
 * trace, its values are read without it.
 */
export async function lightStream(
  runnable: StreamableRunnable,
  input: unknown,
  config: RunConfig,
): Promise<Values> {
  const isPlain = runnable instanceof Runnable && runnable.stream === Runnable.prototype.stream;
  if (!isPlain || CallbackManager.configure() !== undefined) {
    return (await runnable.stream(input, config)).getReader();
  }
  const values: AsyncGenerator<unknown> = await lightSequence(runnable, input, config) ??
    runnable._streamIterator(input, ensureConfig(config as never));
  return {
    read: () => values.next(),
    cancel: (reason) => values.return(reason),
  };
}
