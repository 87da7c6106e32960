/**
 * Serves a LangChain.js model, chain or agent over HTTP: one handler for
 * `Deno.serve` that streams every token the moment it exists, records every
 * token split, and closes the stream, and the model with it, on the end marker.
 *
 * {@linkcode createApp} is the whole app. Its parts can be used in any
 * framework: {@linkcode Run} and {@linkcode toResponse}, the middlewares, and
 * {@linkcode EndMarkerStream}.
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
export { createApp } from "./app.ts";
export type { AppOptions, PageOptions, ServedOptions, ShutdownOptions } from "./app_options.ts";
export type { BuiltInOptions, ModelOptions } from "./builtin/built_in_runnables.ts";
export type { ChatModel } from "./builtin/chat_model.ts";
export { leanFetch } from "./builtin/openai/lean_fetch.ts";
export type { OpenAIModelOptions } from "./builtin/openai/openai.ts";
export {
  type Config,
  ConfigError,
  type Environment,
  readConfig,
  type StoreConfig,
} from "./config.ts";

export { Run, type RunOptions, type RunSummary } from "./run/run.ts";
export { endAtMarkers, type EndAtMarkersOptions } from "./run/langchain/marker/end_at_markers.ts";
export type { RunFailure } from "./run/failure.ts";
export type { RunLimits } from "./run/run_limits.ts";
export { type TimeLimit, TimeLimitError } from "./run/watchdog.ts";
export {
  END_MARKERS,
  ON_ALIVE,
  type RunConfig,
  type RunConfigurable,
  type RunnableSettings,
  type RunnableSource,
  type StreamableRunnable,
} from "./run/langchain/runnable.ts";

export type { Checkpointer } from "./run/langchain/thread/checkpointer.ts";
export {
  createSaver,
  type MapStore,
  type Saver,
  type SaverOptions,
} from "./run/langchain/thread/saver/store_saver.ts";

export { toResponse, type ToResponseOptions } from "./http/reply/to_response.ts";
export {
  type AppHandler,
  compose,
  type FetchHandler,
  type Handler,
  type Middleware,
  type RequestInfo,
} from "./http/handler.ts";
export { HttpError, type HttpErrorOptions } from "./http/http_error.ts";
export type {
  ConversationMessage,
  EndedRun,
  RunInfo,
  ServedRunnable,
} from "./http/served_runnable.ts";
export type { InputSchema, StandardResult, StandardSchema } from "./http/request/input_schema.ts";
export type { RunRequestConfig } from "./http/request/read_config.ts";
export type { AccessOptions } from "./http/access/access_options.ts";
export { allowHosts } from "./http/access/allow_hosts.ts";
export { allowOrigins } from "./http/access/allow_origins.ts";
export { apiKeys } from "./http/access/api_keys.ts";
export { cors } from "./http/access/cors.ts";
export { rateLimit, type RateLimitOptions, type RateStore } from "./http/access/rate_limit.ts";
export type { Limits } from "./http/limits.ts";
export type { JournalOptions } from "./http/journal/run_journal.ts";
export { DenoKvStore, type DenoKvStoreOptions } from "./store/deno_kv_store.ts";
export { MemoryStore, type MemoryStoreOptions } from "./store/memory_store.ts";
export { RedisStore, type RedisStoreOptions } from "./store/redis_store.ts";
export type { MapChanges, SharedMaps } from "./store/maps/shared_maps.ts";
export type {
  JournalEntry,
  JournalHead,
  JournalState,
  JournalStatus,
  Store,
  TakeOptions,
} from "./store/store.ts";
export type { ObserveOptions } from "./http/observe/observer.ts";
export type { RunLog } from "./http/observe/run_log.ts";

export {
  AnswerCutter,
  type AnswerCutterOptions,
  DEFAULT_END_MARKER,
} from "./stream/answer_cutter.ts";
export { EndMarkerStream } from "./stream/end_marker_stream.ts";
export type { EndReason, SplitRecord } from "./stream/split_record.ts";

export { agUi, type AgUiOptions } from "./wire/ag_ui/ag_ui.ts";
export type { Dialect, EncoderOptions } from "./wire/dialect.ts";
export type { NamedEvent } from "./wire/named_event.ts";
export { ndjson } from "./wire/ndjson.ts";
export { openAIChat, type OpenAIChatOptions } from "./wire/openai_chat.ts";
export { openAIResponses, type OpenAIResponsesOptions } from "./wire/openai_responses.ts";
export { sse } from "./wire/sse.ts";
export type {
  EndRecord,
  Failure,
  GraphState,
  Interrupt,
  RunStart,
  Speaker,
  SpeakerTurn,
  SplitArrival,
  StepTime,
  StepUpdates,
  StreamEvent,
  TokenAlternative,
  TokenLogprob,
  ToolCall,
  ToolCallDelta,
} from "./wire/stream_event.ts";
export { text } from "./wire/text.ts";
export type { UIAnswer } from "./wire/ui/tool_parts.ts";
export { uiMessage, uiMessageStream, type UIMessageStreamOptions } from "./wire/ui/ui_message.ts";
