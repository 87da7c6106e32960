import { type Access, Admission, DEFAULT_ACCESS } from "./http/access/admission.ts";
import { aiSdkRoutes } from "./http/routes/ai_sdk_routes.ts";
import { callListener } from "./http/observe/call_listener.ts";
import { BodyBudget } from "./http/request/body_budget.ts";
import { withCors } from "./http/access/with_cors.ts";
import { errorLine } from "./http/observe/error_line.ts";
import { guardProcess } from "./http/guard_process.ts";
import { infoRoutes } from "./http/routes/info_routes.ts";
import { DEFAULT_LIMITS, type Limits } from "./http/limits.ts";
import { LineWriter } from "./http/observe/line_writer.ts";
import { openAIRoutes } from "./http/routes/openai_routes.ts";
import { pageRoutes } from "./http/routes/page_routes.ts";
import { createRouter, type Handler } from "./http/router.ts";
import { withDrain } from "./http/reply/with_drain.ts";
import { withHosts } from "./http/access/with_hosts.ts";
import { logOf, type RunLog } from "./http/observe/run_log.ts";
import { runRoutes } from "./http/routes/run_routes.ts";
import { type FinishedRun, Runner } from "./http/runner.ts";
import { DemoChatModel } from "./builtin/demo.ts";
import type { OpenAIModelOptions } from "./builtin/openai/openai.ts";
import { createChain } from "./builtin/chain.ts";
import { warnOfForeignCore } from "./run/langchain/foreign_core.ts";
import { defaultSystemPrompt } from "./builtin/persona.ts";
import type { RunnableSource, StreamableRunnable } from "./run/langchain/runnable.ts";
import { systemTimer, type Timer } from "./run/timer.ts";
import { DEFAULT_END_MARKER } from "./stream/end_marker_stream.ts";
import { assertEndMarkers } from "./stream/marker_matcher.ts";

/** The model behind the built-in runnables. */
export type ModelOptions =
  | { provider: "openai" } & OpenAIModelOptions
  | {
    provider: "demo";
    /** How long each token takes, in milliseconds. Default: 40. */
    tokenDelayMs?: number | undefined;
  };

/** Options of {@linkcode createApp}. All have defaults. */
export interface AppOptions {
  /**
   * What to serve, by name, in place of the built-in `model`, `chain` and
   * `agent`: LangChain runnables whose streams yield strings or message chunks,
   * and agents.
   */
  runnables?: Readonly<Record<string, StreamableRunnable>> | undefined;
  /** The model of the built-in runnables. Default: the demo. */
  model?: ModelOptions | undefined;
  /** What the built-in chain and agent say to the model first. Default: a persona that writes the end marker. */
  systemPrompt?: string | undefined;
  /** What the built-in chain puts behind a message. Default: `(답변 시작)`. */
  startMarker?: string | undefined;
  /** What ends an answer, in any runnable. Default: `["(답변 종료)"]`. */
  endMarkers?: readonly string[] | undefined;
  /** How much a caller may ask for, and how long an answer may take. */
  limits?: { [K in keyof Limits]?: Limits[K] | undefined } | undefined;
  /** Who may call the model, and how often. */
  access?: { [K in keyof Access]?: Access[K] | undefined } | undefined;
  /**
   * Called with each error of a runnable and the id of its run, and with each error of the server
   * and `null`. May be async; what it throws is logged. Default: writes {@linkcode logger} a line,
   * with the stack where a runnable's code failed, and without keys, addresses, paths and, unless
   * {@linkcode logPrompts} allows it, what callers said.
   */
  onError?: ((error: unknown, runId: string | null) => unknown) | undefined;
  /** Called with how each run went. May be async; what it throws goes to `onError`. Default: none. */
  onRun?: ((log: RunLog) => unknown) | undefined;
  /** Where lines about errors are written. Default: `console`. */
  logger?: { error(line: string): void } | undefined;
  /**
   * Whether an error that nothing catches, because a runnable threw it in a timer or forgot a
   * promise, goes to `onError` and leaves the process and all other runs alone. It takes effect
   * with the first request, so an error at start still ends the process. Default: `true`.
   */
  guardProcess?: boolean | undefined;
  /** Whether what callers say, and are answered, may be logged. Default: `false`. */
  logPrompts?: boolean | undefined;
  /** Whether there is a span of OpenTelemetry for each run. Default: `false`. */
  tracing?: boolean | undefined;
  /** Once it is aborted, no more runs begin; those under way go on. Default: never. */
  stopping?: AbortSignal | undefined;
  /** Once it is aborted, no more runs begin, and those under way fail. Default: never. */
  signal?: AbortSignal | undefined;
  /** What time is measured and waited with. Default: the system's. */
  timer?: Timer | undefined;
  /** What tells the time, the built-in agent and OpenAI's clients. Default: the system's clock. */
  clock?: (() => Date) | undefined;
  /** Makes the id of a run, a UUID. Default: `crypto.randomUUID`. */
  newId?: (() => string) | undefined;
}

/** The first parts of routes that are not a runnable's. */
const RESERVED_NAMES = new Set([
  "v1",
  "api",
  "healthz",
  "openapi.json",
  "client.js",
  "page.js",
  "page.css",
  "icon.svg",
]);

/** How to get a real model; said wherever the demo shows itself. */
export const DEMO_NOTE =
  "This is a demo: a script, not a model. Set OPENAI_API_KEY, or OPENAI_BASE_URL " +
  "for a server of your own, and OPENAI_MODEL for a real one.";

/**
 * Makes the handler that puts runnables on the edge: `Deno.serve` takes it.
 *
 * @param options what to serve, and how; without any, the demo
 * @throws {TypeError} if a name or an end marker will not do
 *
 * @example One's own chain
 * ```ts
 * import { createApp } from "@splitstream/splitstream";
 * import { StringOutputParser } from "@langchain/core/output_parsers";
 * import { ChatPromptTemplate } from "@langchain/core/prompts";
 * import { FakeStreamingChatModel } from "@langchain/core/utils/testing";
 * import { AIMessageChunk } from "@langchain/core/messages";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new FakeStreamingChatModel({
 *   chunks: ["안녕! ", "(답변 ", "종료)"].map((text) => new AIMessageChunk(text)),
 * });
 * const chain = ChatPromptTemplate.fromTemplate("{user_message} (답변 시작)")
 *   .pipe(model)
 *   .pipe(new StringOutputParser());
 *
 * const app = createApp({ runnables: { chain } });
 * // Deno.serve(app);
 *
 * const response = await app(
 *   new Request("http://localhost/chain/stream", {
 *     method: "POST",
 *     headers: { accept: "text/plain" },
 *     body: JSON.stringify({ user_message: "로라야 안녕?" }),
 *   }),
 * );
 * assertEquals(await response.text(), "안녕! ");
 * ```
 */
export function createApp(options: AppOptions = {}): Handler {
  const {
    endMarkers = [DEFAULT_END_MARKER],
    logPrompts: withPrompts = false,
    stopping = new AbortController().signal,
    signal = new AbortController().signal,
    logger = console,
    timer = systemTimer,
    newId = () => crypto.randomUUID(),
    clock = () => new Date(),
  } = options;
  assertEndMarkers(endMarkers);
  const limits = withDefaults(DEFAULT_LIMITS, options.limits);
  const access = withDefaults(DEFAULT_ACCESS, options.access);
  const admission = new Admission(access, timer);
  const about = aboutModel(options);

  const secrets = secretsOf(options.model, access);
  const errors = new LineWriter((line) => logger.error(line));
  const logError = (error: unknown, runId: string | null, said?: readonly string[]) => {
    const known = withPrompts ? "any" : said ?? "unknown";
    errors.write(errorLine(error, { runId, secrets, said: known }));
  };
  const onError = (error: unknown, runId: string | null, said?: readonly string[]) => {
    const { onError: listener } = options;
    if (listener === undefined) return logError(error, runId, said);
    // Whoever listens must not change what the caller gets.
    callListener(() => listener(error, runId), (another) => logError(another, runId, said));
  };
  const onRun = (run: FinishedRun) => {
    if (run.outcome === "failed") onError(run.error, run.runId, saidIn(run));
    callListener(
      () => options.onRun?.(logOf(run, { withPrompts })),
      (error) => onError(error, run.runId, saidIn(run)),
    );
  };

  const runnables = options.runnables === undefined
    ? builtInRunnables(options)
    : givenRunnables(options.runnables);

  const startSpan = options.tracing
    ? async (start: { runId: string; name: string }) => {
      const { RunSpan } = await import("./http/observe/run_span.ts");
      return new RunSpan({ ...about, ...start });
    }
    : null;

  const runner = new Runner({
    runnables,
    endMarkers,
    limits,
    timer,
    newId,
    onRun,
    stopping,
    signal,
    startSpan,
  });
  const wantsKey = access.apiKeys.length === 0 ? {} : { wants_key: true } as const;
  const bodies = new BodyBudget(limits.totalBodyBytes);
  const routeOptions = { limits, admission, timer, bodies };
  const router = createRouter([
    ...runRoutes(runner, routeOptions), // first: their users wait for a token
    ...pageRoutes(),
    ...infoRoutes({ ...about, runnables: runner.names, ...wantsKey }),
    ...openAIRoutes(runner, { ...routeOptions, clock }),
    ...aiSdkRoutes(runner, routeOptions),
  ], (error) => onError(error, null));
  const withOrigins = withCors(router, (origin) => admission.allows(origin));
  const handler = withDrain(withHosts(withOrigins, access.allowedHosts));
  let isGuarded = false;
  return (request, info) => {
    if (!isGuarded) guardProcess(options.guardProcess === false ? null : (it) => onError(it, null));
    isGuarded = true;
    return handler(request, info);
  };
}

/** What is not given, or given as `undefined`, is as it is by default. */
function withDefaults<T extends object>(
  defaults: T,
  given: { [K in keyof T]?: T[K] | undefined } = {},
): T {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(entries) };
}

/** What was said in a run, and answered. */
function saidIn({ asked: { input }, record: { output, splits } }: FinishedRun): string[] {
  return [input.user_message, ...input.history.map(({ text }) => text), output, splits.join("")];
}

/** What must not be in a log. */
function secretsOf(model: AppOptions["model"], { apiKeys }: Access): string[] {
  if (model?.provider !== "openai") return [...apiKeys];
  const { apiKey, baseUrl = "" } = model;
  return [...apiKeys, apiKey, baseUrl, URL.parse(baseUrl)?.host].filter((it) => it !== undefined);
}

function givenRunnables(
  runnables: Readonly<Record<string, StreamableRunnable>>,
): Map<string, RunnableSource> {
  const sources = new Map<string, RunnableSource>();
  if (Object.keys(runnables).length === 0) throw new TypeError("Cannot serve no runnables at all");
  for (const [name, runnable] of Object.entries(runnables)) {
    assertName(name);
    warnOfForeignCore(name, runnable);
    sources.set(name, () => runnable);
  }
  return sources;
}

function assertName(name: string): void {
  if (!/^[\w.~-]+$/.test(name) || /^\.+$/.test(name)) {
    const json = JSON.stringify(name);
    throw new TypeError(`Cannot serve a runnable as ${json}: expected a-z, 0-9, and _ . ~ -`);
  }
  if (RESERVED_NAMES.has(name)) {
    throw new TypeError(`Cannot serve a runnable as "${name}": that is the name of a route`);
  }
}

/** The tutorial's ways. What is slow to load is loaded when it is first asked for. */
function builtInRunnables(options: AppOptions): Map<string, RunnableSource> {
  const { startMarker = "(답변 시작)", endMarkers = [DEFAULT_END_MARKER] } = options;
  const { model: wanted = { provider: "demo" }, clock = () => new Date() } = options;
  const endMarker = endMarkers[0] ?? null;
  const systemPrompt = options.systemPrompt ?? defaultSystemPrompt(endMarker);

  const model = once(async () => {
    if (wanted.provider === "openai") {
      return (await import("./builtin/openai/openai.ts")).createOpenAIModel(wanted);
    }
    return new DemoChatModel({ startMarker, endMarker, tokenDelayMs: wanted.tokenDelayMs ?? 40 });
  });
  const chain = once(async () => createChain({ model: await model(), systemPrompt, startMarker }));
  const agent = once(async () => {
    const { createToolAgent } = await import("./builtin/agent.ts");
    const agent = createToolAgent({ model: await model(), systemPrompt, clock });
    warnOfForeignCore("agent", agent);
    return agent;
  });
  return new Map<string, RunnableSource>([["model", model], ["chain", chain], ["agent", agent]]);
}

/** Makes something when it is first asked for, and tries again when that fails. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return async () => {
    try {
      return await (made ??= make());
    } catch (error) {
      made = undefined;
      throw error;
    }
  };
}

function aboutModel({ runnables, model = { provider: "demo" } }: AppOptions) {
  if (runnables !== undefined) return { provider: "custom", model: null } as const;
  if (model.provider === "openai") return { provider: "openai", model: model.model } as const;
  return { provider: "demo", model: "demo", note: DEMO_NOTE } as const;
}
