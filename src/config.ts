import type { AppOptions } from "./app_options.ts";
import type { ModelOptions } from "./builtin/built_in_runnables.ts";
import { assertEndMarkers } from "./stream/marker_matcher.ts";

/** The configuration of a server and of the terminal client. */
export interface Config {
  /** Where to listen. */
  serve: {
    port: number;
    hostname: string;
    /** The address that Deno listens on instead, or beside: `DENO_SERVE_ADDRESS`. */
    override?: string | undefined;
    /** Whether this is Deno Deploy, which brings callers from anywhere. Default: `false`. */
    isHosted?: boolean | undefined;
  };
  /** The options of the app. */
  app: Omit<AppOptions, "model"> & { model?: ModelOptions };
  /** The format of the log. */
  log: { format: "text" | "json" | "none" };
  /** How long running streams may take to finish when the server stops, in milliseconds. */
  shutdownMs: number;
  /** Where journals and rate limits are kept. Neither: in memory. */
  store: StoreConfig;
  /** The key of the terminal client. */
  client: { apiKey: string | undefined };
}

/** Where journals and rate limits are kept, and how much of them. */
export interface StoreConfig {
  /** The address of Redis. */
  redisUrl: string | undefined;
  /** The file of Deno KV, or `deploy` for that of Deno Deploy. */
  kvPath: string | undefined;
  /** The maximum number of journals in memory. */
  runs: number | undefined;
  /** The maximum size of all journals in memory, in bytes. */
  bytes: number | undefined;
  /** How long the journal of a finished run is kept, in milliseconds. */
  keepMs: number | undefined;
}

/** A source of variables: `Deno.env`, or a `Map`. */
export interface Environment {
  /** Returns the value of a variable, or `undefined`. */
  get(name: string): string | undefined;
}

/** Thrown when a variable has an invalid value. The message is one line. */
export class ConfigError extends Error {
  /** The name of the class. */
  override readonly name = "ConfigError";
}

/** Deno Deploy kills a process 5 seconds after its signal. */
const HOSTED_SHUTDOWN_MS = 4_000;

/**
 * Reads the configuration. This is the only place that knows the names of variables;
 * `src/process/README.md` describes each. An empty variable counts as not set, except
 * `SYSTEM_PROMPT` and `START_MARKER`.
 *
 * @throws {ConfigError} if a value is invalid
 *
 * @example
 * ```ts
 * import { readConfig } from "@splitstream/splitstream";
 * import { assertEquals } from "@std/assert";
 *
 * const { app } = readConfig(new Map([["MAX_STREAMS", "50"]]));
 * assertEquals(app.limits?.streams, 50);
 * ```
 */
export function readConfig(env: Environment): Config {
  const read = <T>(name: string, takes: string, parse: (value: string) => T | undefined) => {
    const value = env.get(name);
    if (value === undefined || value === "") return undefined;
    const parsed = parse(value);
    if (parsed === undefined) {
      throw new ConfigError(`Cannot use ${name}=${quote(value)}: expected ${takes}`);
    }
    return parsed;
  };
  const integer = (name: string, min: number, max: number) =>
    read(name, `a whole number from ${min} to ${max}`, (value) => {
      const number = /^\d{1,16}$/.test(value) ? Number(value) : NaN;
      return number >= min && number <= max ? number : undefined;
    });
  const limit = (name: string) => {
    const number = integer(name, 0, 2 ** 31 - 1); // the maximum of a timer
    return number === 0 ? Infinity : number;
  };
  const text = (name: string) => read(name, "text", (value) => value);
  const isTrue = (name: string) =>
    read(name, "true or false", (value) => {
      if (/^(true|1)$/i.test(value)) return true;
      return /^(false|0)$/i.test(value) ? false : undefined;
    });

  const isHosted = text("DENO_DEPLOY") !== undefined;
  const apiKey = text("OPENAI_API_KEY");
  const baseUrl = read("OPENAI_BASE_URL", "an http or https address", parseAddress);
  const modelName = text("OPENAI_MODEL") ?? "gpt-4o-mini";
  const models = text("OPENAI_MODELS")?.split(",").map((name) => name.trim()).filter(Boolean);
  const temperature = read("TEMPERATURE", "a number from 0 to 2", parseTemperature);
  const tokenDelayMs = integer("DEMO_TOKEN_DELAY_MS", 0, 60_000);

  const readStore = (): StoreConfig => {
    const redisUrl = env.get("REDIS_URL") || undefined;
    // The address may have a password, which an error must not show.
    if (redisUrl !== undefined && !isRedisUrl(redisUrl)) {
      throw new ConfigError(
        "Cannot use REDIS_URL: expected an address like redis://localhost:6379",
      );
    }
    const kvPath = text("KV_PATH");
    if (redisUrl !== undefined && kvPath !== undefined) {
      throw new ConfigError("Cannot use both REDIS_URL and KV_PATH: expected one of them");
    }
    return {
      redisUrl,
      kvPath,
      runs: limit("MAX_JOURNAL_RUNS"),
      bytes: limit("MAX_JOURNAL_BYTES"),
      keepMs: integer("JOURNAL_MS", 1, 86_400_000),
    };
  };

  return {
    serve: {
      port: integer("PORT", 0, 65_535) ?? 8000,
      hostname: text("HOST") ?? "127.0.0.1",
      override: text("DENO_SERVE_ADDRESS"),
      isHosted,
    },
    app: {
      model: apiKey === undefined && baseUrl === undefined
        ? { provider: "demo", tokenDelayMs }
        : { provider: "openai", model: modelName, models, apiKey, baseUrl, temperature },
      systemPrompt: env.get("SYSTEM_PROMPT"),
      startMarker: env.get("START_MARKER"),
      endMarkers: read(
        "END_MARKERS",
        "a marker, or a JSON array of markers, none of them empty",
        parseEndMarkers,
      ),
      limits: {
        bodyBytes: integer("MAX_BODY_BYTES", 1, 2 ** 30),
        totalBodyBytes: limit("MAX_TOTAL_BODY_BYTES"),
        bodyMs: limit("BODY_TIMEOUT_MS"),
        inputChars: limit("MAX_INPUT_CHARS"),
        mediaBytes: limit("MAX_MEDIA_BYTES"),
        messages: limit("MAX_MESSAGES"),
        batch: limit("MAX_BATCH"),
        outputChars: limit("MAX_OUTPUT_CHARS"),
        batchOutputChars: limit("MAX_BATCH_OUTPUT_CHARS"),
        chunks: limit("MAX_CHUNKS"),
        steps: integer("MAX_STEPS", 1, 10_000),
        streams: limit("MAX_STREAMS"),
        threads: limit("MAX_THREADS"),
        threadMs: limit("THREAD_TTL_MS"),
        threadBytes: limit("MAX_THREAD_BYTES"),
        checkpoints: limit("MAX_CHECKPOINTS"),
        firstTokenMs: limit("FIRST_TOKEN_TIMEOUT_MS"),
        idleMs: limit("IDLE_TIMEOUT_MS"),
        toolMs: limit("TOOL_TIMEOUT_MS"),
        durationMs: limit("MAX_DURATION_MS"),
        heartbeatMs: limit("HEARTBEAT_MS"),
      },
      access: {
        apiKeys: readKeys(env),
        allowedOrigins: read(
          "ALLOWED_ORIGINS",
          "origins like https://example.com, separated by commas, or *",
          parseOrigins,
        ),
        allowedHosts: read(
          "ALLOWED_HOSTS",
          "hosts like example.com, without ports, separated by commas, or *",
          parseHosts,
        ),
        requestsPerMinute: limit("RATE_LIMIT_PER_MINUTE"),
        countsModelCalls: isTrue("RATE_LIMIT_MODEL_CALLS"),
        addressHeader: read("CLIENT_ADDRESS_HEADER", "the name of a header", parseHeaderName),
      },
      journal: {
        resumeMs: integer("RESUME_MS", 0, 86_400_000),
        allowDetached: isTrue("ALLOW_DETACHED"),
        runBytes: limit("MAX_RUN_JOURNAL_BYTES"),
      },
      logPrompts: isTrue("LOG_PROMPTS"),
    },
    log: {
      format: read("LOG_FORMAT", "text, json or none", parseLogFormat) ?? "text",
    },
    store: readStore(),
    shutdownMs: integer("SHUTDOWN_MS", 0, 3_600_000) ?? (isHosted ? HOSTED_SHUTDOWN_MS : 10_000),
    client: { apiKey: readKey(env) },
  };
}

function readKey(env: Environment): string | undefined {
  const key = env.get("API_KEY") || undefined;
  if (key === undefined || isKey(key)) return key;
  throw new ConfigError("Cannot use API_KEY: expected ASCII characters without spaces");
}

function readKeys(env: Environment): string[] | undefined {
  const value = env.get("API_KEYS") || undefined;
  const keys = value?.split(",").map((key) => key.trim()).filter(Boolean);
  // A value that was meant to protect the server but cannot must not be ignored.
  if (keys === undefined || keys.length > 0 && keys.every(isKey)) return keys;
  throw new ConfigError(
    "Cannot use API_KEYS: expected keys of ASCII characters without spaces",
  );
}

/** Whether a key can be part of a header. The error does not show it. */
function isKey(key: string): boolean {
  return /^[\x21-\x7e]+$/.test(key);
}

function parseOrigins(value: string): string[] | undefined {
  const origins = value.split(",").map((origin) => origin.trim().replace(/\/$/, "")).filter(
    Boolean,
  );
  const areOrigins = origins.every((origin) =>
    origin === "*" || URL.parse(origin)?.origin === origin
  );
  return areOrigins && origins.length > 0 ? origins : undefined;
}

function parseHosts(value: string): string[] | undefined {
  const hosts = value.split(",").map((host) => host.trim()).filter(Boolean);
  const areHosts = hosts.every((host) =>
    host === "*" || URL.parse(`http://${host}`)?.host === host.toLowerCase()
  );
  const havePorts = hosts.some((host) => /:\d+$/.test(host) && !host.endsWith("]"));
  return areHosts && !havePorts && hosts.length > 0 ? hosts : undefined;
}

function parseHeaderName(value: string): string | undefined {
  return /^[\w-]+$/.test(value) ? value.toLowerCase() : undefined;
}

function parseLogFormat(value: string): Config["log"]["format"] | undefined {
  return value === "text" || value === "json" || value === "none" ? value : undefined;
}

function parseAddress(value: string): string | undefined {
  const protocol = URL.parse(value)?.protocol;
  return protocol === "http:" || protocol === "https:" ? value : undefined;
}

function isRedisUrl(value: string): boolean {
  const protocol = URL.parse(value)?.protocol;
  return protocol === "redis:" || protocol === "rediss:";
}

function parseTemperature(value: string): number | undefined {
  const number = /^(\d+\.?\d*|\.\d+)$/.test(value) ? Number(value) : NaN;
  return number <= 2 ? number : undefined;
}

/**
 * Parses a JSON array of markers, or one marker as it is: `[END]`. A value that begins like a list
 * of strings, but is not one, is a mistake.
 */
function parseEndMarkers(value: string): string[] | undefined {
  try {
    const list = parseArray(value);
    if (list === undefined && /^\[\s*"/.test(value)) return undefined;
    const markers = list ?? [value];
    assertEndMarkers(markers);
    return markers;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function parseArray(value: string): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined; // not JSON, so not a list
  }
}

/** Returns a value in quotes, cut at 80 characters. */
function quote(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
