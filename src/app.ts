import type { AppOptions } from "./app_options.ts";
import { aboutModel, builtInRunnables, modelSecrets } from "./builtin/built_in_runnables.ts";
import { DEFAULT_ACCESS } from "./http/access/access_options.ts";
import { allowHosts } from "./http/access/allow_hosts.ts";
import { allowOrigins } from "./http/access/allow_origins.ts";
import { apiKeys } from "./http/access/api_keys.ts";
import { cors } from "./http/access/cors.ts";
import { rateLimit } from "./http/access/rate_limit.ts";
import { atBasePath } from "./http/at_base_path.ts";
import { guardProcess } from "./http/guard_process.ts";
import { type AppHandler, compose, toRequestInfo } from "./http/handler.ts";
import { DEFAULT_LIMITS } from "./http/limits.ts";
import { assertNamesFree, namedRunnables } from "./http/named_runnables.ts";
import { hasTelemetry } from "./http/observe/has_telemetry.ts";
import { Observer } from "./http/observe/observer.ts";
import { withDrain } from "./http/reply/with_drain.ts";
import { BodyBudget } from "./http/request/body/body_budget.ts";
import { DEFAULT_JOURNAL, RunJournal } from "./http/journal/run_journal.ts";
import { createRouter } from "./http/router.ts";
import { agUiRoutes } from "./http/routes/ag_ui_routes.ts";
import { aiSdkRoutes } from "./http/routes/ai_sdk_routes.ts";
import { infoRoutes } from "./http/routes/info_routes.ts";
import { langGraphRoutes } from "./http/routes/langgraph/langgraph_routes.ts";
import { openAIRoutes } from "./http/routes/openai_routes.ts";
import { pageRoutes } from "./http/routes/page_routes.ts";
import { responsesRoutes } from "./http/routes/responses_routes.ts";
import { followRoutes } from "./http/routes/follow_routes.ts";
import { runRoutes } from "./http/routes/run_routes.ts";
import { Runner } from "./http/runner.ts";
import { Served } from "./http/served.ts";
import { Threads } from "./http/threads/threads.ts";
import { withDefaults } from "./http/with_defaults.ts";
import { systemTimer, type Timer } from "./run/timer.ts";
import { DEFAULT_END_MARKER } from "./stream/answer_cutter.ts";
import { MemoryStore } from "./store/memory_store.ts";
import { assertEndMarkers } from "./stream/marker_matcher.ts";

/** Options that only tests set. They are not public. */
export interface Seams {
  /** Measures time and waits. */
  timer: Timer;
  /** Tells the date, for the built-in agent and OpenAI's clients. */
  clock: () => Date;
  /** Returns the id of a new run: a UUID. */
  generateId: () => string;
}

/**
 * Returns a handler for `Deno.serve` that serves runnables over HTTP. It is a
 * preset: the routes, with {@linkcode apiKeys}, {@linkcode rateLimit},
 * {@linkcode cors}, {@linkcode allowOrigins} and {@linkcode allowHosts} around
 * them.
 *
 * @param options the runnables, and how to serve them; by default, the demo
 * @throws {TypeError} if a name or an end marker is not allowed
 *
 * @example A chain of your own
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
export function createApp(options: AppOptions = {}): AppHandler {
  const { endMarkers = [DEFAULT_END_MARKER], basePath = "/", page = {} } = options;
  assertEndMarkers(endMarkers);
  const { timer, clock, generateId } = seamsOf(options);
  const limits = withDefaults(DEFAULT_LIMITS, options.limits);
  const access = withDefaults(DEFAULT_ACCESS, options.access);

  const about = options.runnables === undefined
    ? aboutModel(options.model)
    : { provider: "custom", model: null } as const;
  const runnables = options.runnables === undefined
    ? builtIn(options, { endMarkers, clock })
    : namedRunnables(options.runnables);

  const observer = new Observer(options, [...access.apiKeys, ...modelSecrets(options.model)]);
  const traced = async (start: { runId: string; name: string }) => {
    const { RunSpan } = await import("./http/observe/run_span.ts");
    return new RunSpan({ ...about, ...start });
  };
  const { waitUntil = () => {} } = options;
  const journalOptions = withDefaults(DEFAULT_JOURNAL, options.journal);
  const { resumeMs, allowDetached } = journalOptions;
  const store = options.store ?? new MemoryStore({ now: () => timer.now() });
  const onFailure = (error: unknown) => observer.onError(error);
  const threads = new Threads({
    checkpointer: options.checkpointer,
    maps: store.isShared ? store.maps : null,
    ...{ limits, timer, clock, onFailure, waitUntil },
  });
  // Without any run of its own to keep, a server can still hand on those of others.
  const journal = resumeMs > 0 || allowDetached || store.isShared
    ? new RunJournal({ ...journalOptions, store, timer, waitUntil, onFailure })
    : null;
  const runner = new Runner({
    runnables,
    threads,
    endMarkers,
    limits,
    timer,
    generateId,
    onRun: (run) => observer.onRun(run),
    onError: (error, run) => observer.onError(error, run),
    waitUntil,
    draining: options.draining,
    signal: options.signal,
    startSpan: (start) => options.tracing ?? hasTelemetry() ? traced(start) : null,
    journal,
    basePath,
  });

  const identify = apiKeys(access.apiKeys);
  const authorize = compose(allowOrigins(access.allowedOrigins), identify);
  const protect = compose(
    authorize,
    rateLimit(Object.assign({ timer, store: store.isShared ? store : undefined }, access)),
  );
  const bodies = new BodyBudget(limits.totalBodyBytes);
  const routeOptions = { limits, protect, identify, journal, timer, bodies };
  const keepsRuns = resumeMs > 0 ? "resume" : allowDetached ? "continue" : null;
  const wantsKey = access.apiKeys.length === 0 ? {} : { wants_key: true } as const;
  const routes = [
    ...runRoutes(runner, routeOptions), // first: their callers wait for a token
    ...(page === false ? [] : pageRoutes()),
    ...infoRoutes({
      ...about,
      ...aboutRunnables(runnables),
      end_markers: endMarkers,
      page: { ...page },
      ...(keepsRuns === null ? {} : { keeps_runs: keepsRuns }),
      ...wantsKey,
    }, {
      runnables,
      limits,
      basePath,
      needsKey: access.apiKeys.length > 0,
    }),
    ...openAIRoutes(runner, { ...routeOptions, clock }),
    ...responsesRoutes(runner, { ...routeOptions, clock }),
    ...aiSdkRoutes(runner, routeOptions),
    ...agUiRoutes(runner, routeOptions),
    ...followRoutes(runner, { ...routeOptions, authorize }), // before the runs of LangGraph's clients
    ...langGraphRoutes(runner, {
      ...routeOptions,
      threads,
      guard: authorize,
      guardReads: identify,
      clock,
      generateId,
      waitUntil,
      onError: (error) => observer.onError(error),
    }),
  ];
  assertNamesFree(runner.names, routes);
  const router = createRouter(routes, (error) => observer.onError(error));
  const handler = compose(
    withDrain,
    allowHosts(access.allowedHosts),
    cors(access.allowedOrigins),
  )(atBasePath(basePath)(router));

  let isGuarded = false;
  return (request, info) => {
    if (!isGuarded) {
      guardProcess(options.guardProcess === false ? null : (error) => observer.onError(error));
    }
    isGuarded = true;
    return handler(request, toRequestInfo(info));
  };
}

/** The built-in runnables, which are loaded when they are first needed. */
function builtIn(
  options: AppOptions,
  seams: Parameters<typeof builtInRunnables>[1],
): Map<string, Served> {
  const all = Object.entries(builtInRunnables(options, seams));
  return new Map(
    all.map(([name, { known, ...served }]) => [name, new Served(name, served, known)]),
  );
}

/** The names of the runnables, and what they say that they do. */
function aboutRunnables(runnables: ReadonlyMap<string, Served>) {
  const described = [...runnables].flatMap(([name, { options: { description } }]) =>
    description === undefined ? [] : [[name, description] as const]
  );
  const graphs = [...runnables].flatMap(([name, { isGraph }]) => isGraph ? [name] : []);
  const models = [
    ...new Set([...runnables.values()].flatMap(({ options }) => options.models ?? [])),
  ];
  return {
    runnables: [...runnables.keys()],
    descriptions: Object.fromEntries(described),
    ...(graphs.length === 0 ? {} : { graphs }),
    ...(models.length === 0 ? {} : { models }),
  };
}

function seamsOf(options: AppOptions & Partial<Seams>): Seams {
  const { timer = systemTimer, clock = () => new Date() } = options;
  const { generateId = () => crypto.randomUUID() } = options;
  return { timer, clock, generateId };
}
