/**
 * Puts a LangChain.js model, chain or agent on the edge: one handler for
 * `Deno.serve` that streams every token the moment it exists, records every
 * token split, and closes the stream, and the model with it, on the end marker.
 *
 * @example
 * ```ts
 * import { createApp } from "@splitstream/splitstream";
 *
 * const server = Deno.serve({ hostname: "127.0.0.1", port: 0 }, createApp());
 * await server.shutdown();
 * ```
 *
 * @module
 */
export { type AppOptions, createApp, type ModelOptions } from "./app.ts";
export { type Config, ConfigError, type Environment, readConfig } from "./config.ts";
export type { Access } from "./http/access/admission.ts";
export type { Limits } from "./http/limits.ts";
export type { Handler } from "./http/router.ts";
export type { RunLog } from "./http/observe/run_log.ts";
export type { OpenAIModelOptions } from "./builtin/openai/openai.ts";
export {
  ON_ALIVE,
  type RunConfig,
  type RunConfigurable,
  type StreamableRunnable,
} from "./run/langchain/runnable.ts";
export type { Timer } from "./run/timer.ts";
export {
  DEFAULT_END_MARKER,
  EndMarkerStream,
  type EndMarkerStreamOptions,
  type PassingOptions,
} from "./stream/end_marker_stream.ts";
export { type EndReason, SplitRecord } from "./stream/split_record.ts";
export type { EndRecord, Failure, RunStart, StepUpdates } from "./wire/stream_event.ts";
export type { NamedEvent } from "./wire/named_event.ts";
