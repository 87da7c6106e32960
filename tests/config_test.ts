import { assert, assertEquals, assertThrows } from "@std/assert";
import { ConfigError, readConfig } from "../src/config.ts";
import denoJson from "../deno.json" with { type: "json" };

const read = (variables: Record<string, string>) => readConfig(new Map(Object.entries(variables)));

Deno.test("readConfig() serves the demo on loopback when nothing is set", () => {
  const { serve, app } = read({});
  const { override, isHosted, ...address } = serve;
  assertEquals(address, { port: 8000, hostname: "127.0.0.1" });
  assertEquals([override, isHosted], [undefined, false]);
  assertEquals(app.model, { provider: "demo", tokenDelayMs: undefined });
});

Deno.test("readConfig() leaves answers less time where the platform kills after 5 seconds", () => {
  assertEquals(read({}).shutdownMs, 10_000);
  assertEquals(read({ DENO_DEPLOY: "1" }).shutdownMs, 4_000);
  assertEquals(read({ DENO_DEPLOY: "1", SHUTDOWN_MS: "30000" }).shutdownMs, 30_000);
});

Deno.test("readConfig() takes all there is", () => {
  const { serve, app, client, log, shutdownMs, store } = read({
    PORT: "0",
    HOST: "0.0.0.0",
    OPENAI_API_KEY: "sk-1",
    OPENAI_BASE_URL: "http://localhost:11434/v1",
    OPENAI_MODEL: "exaone",
    OPENAI_MODELS: "gemma, qwen",
    TEMPERATURE: "0.7",
    SYSTEM_PROMPT: "너는 로라다",
    START_MARKER: "",
    END_MARKERS: '["(답변 종료)", "<|im_end|>"]',
    MAX_BODY_BYTES: "4096",
    MAX_TOTAL_BODY_BYTES: "8192",
    BODY_TIMEOUT_MS: "11",
    MAX_INPUT_CHARS: "1",
    MAX_MEDIA_BYTES: "15",
    MAX_MESSAGES: "2",
    MAX_BATCH: "3",
    MAX_OUTPUT_CHARS: "4",
    MAX_BATCH_OUTPUT_CHARS: "12",
    MAX_CHUNKS: "13",
    MAX_STEPS: "14",
    MAX_STREAMS: "5",
    MAX_THREADS: "16",
    THREAD_TTL_MS: "17",
    MAX_THREAD_BYTES: "18",
    MAX_CHECKPOINTS: "0",
    FIRST_TOKEN_TIMEOUT_MS: "6",
    IDLE_TIMEOUT_MS: "7",
    TOOL_TIMEOUT_MS: "90000",
    MAX_DURATION_MS: "8",
    HEARTBEAT_MS: "0",
    SHUTDOWN_MS: "9",
    RESUME_MS: "16",
    ALLOW_DETACHED: "true",
    JOURNAL_MS: "17",
    MAX_JOURNAL_RUNS: "18",
    MAX_JOURNAL_BYTES: "0",
    MAX_RUN_JOURNAL_BYTES: "19",
    REDIS_URL: "redis://:secret@localhost:6379",
    API_KEYS: "a, b",
    ALLOWED_HOSTS: "example.com,[::1]",
    ALLOWED_ORIGINS: "https://example.com/,http://localhost:3000",
    RATE_LIMIT_PER_MINUTE: "10",
    RATE_LIMIT_MODEL_CALLS: "true",
    CLIENT_ADDRESS_HEADER: "X-Forwarded-For",
    LOG_FORMAT: "json",
    LOG_PROMPTS: "true",
    DENO_SERVE_ADDRESS: "unix:/tmp/x.sock",
    DENO_DEPLOY: "1",
    API_KEY: "k-1",
  });
  assertEquals([log, shutdownMs], [{ format: "json" }, 9]);
  assertEquals(store, {
    redisUrl: "redis://:secret@localhost:6379",
    kvPath: undefined,
    runs: 18,
    bytes: Infinity,
    keepMs: 17,
  });
  assertEquals(client, { apiKey: "k-1" });
  const override = "unix:/tmp/x.sock";
  assertEquals(serve, { port: 0, hostname: "0.0.0.0", override, isHosted: true });
  assertEquals(app, {
    model: {
      provider: "openai",
      model: "exaone",
      models: ["gemma", "qwen"],
      apiKey: "sk-1",
      baseUrl: "http://localhost:11434/v1",
      temperature: 0.7,
    },
    systemPrompt: "너는 로라다",
    startMarker: "",
    endMarkers: ["(답변 종료)", "<|im_end|>"],
    limits: {
      bodyBytes: 4096,
      totalBodyBytes: 8192,
      bodyMs: 11,
      inputChars: 1,
      mediaBytes: 15,
      messages: 2,
      batch: 3,
      outputChars: 4,
      batchOutputChars: 12,
      chunks: 13,
      steps: 14,
      streams: 5,
      threads: 16,
      threadMs: 17,
      threadBytes: 18,
      checkpoints: Infinity,
      firstTokenMs: 6,
      idleMs: 7,
      toolMs: 90_000,
      durationMs: 8,
      heartbeatMs: Infinity,
    },
    access: {
      apiKeys: ["a", "b"],
      allowedOrigins: ["https://example.com", "http://localhost:3000"],
      allowedHosts: ["example.com", "[::1]"],
      requestsPerMinute: 10,
      countsModelCalls: true,
      addressHeader: "x-forwarded-for",
    },
    journal: { resumeMs: 16, allowDetached: true, runBytes: 19 },
    logPrompts: true,
  });
});

Deno.test("readConfig() takes a key or an address for a wish for a real model", () => {
  assertEquals(read({ OPENAI_API_KEY: "sk-1" }).app.model?.provider, "openai");
  assertEquals(read({ OPENAI_BASE_URL: "http://localhost/v1" }).app.model?.provider, "openai");
  assertEquals(read({ OPENAI_MODEL: "m" }).app.model?.provider, "demo");
});

Deno.test("readConfig() takes a marker as it stands, or a list", () => {
  const markers = (value: string) => read({ END_MARKERS: value }).app.endMarkers;
  assertEquals(markers("[END]"), ["[END]"]);
  assertEquals(markers('"끝"'), ['"끝"']);
  assertEquals(markers('["a","b"]'), ["a", "b"]);
  assertEquals(markers("[]"), []);
  assertEquals(markers(""), undefined);
});

const bad: [name: string, value: string, takes: string][] = [
  ["PORT", "abc", "a whole number from 0 to 65535"],
  ["PORT", "65536", "a whole number from 0 to 65535"],
  ["PORT", "80.5", "a whole number from 0 to 65535"],
  ["PORT", "-1", "a whole number from 0 to 65535"],
  ["OPENAI_BASE_URL", "localhost:11434", "an http or https address"],
  ["OPENAI_BASE_URL", "ftp://localhost", "an http or https address"],
  ["TEMPERATURE", "hot", "a number from 0 to 2"],
  ["TEMPERATURE", "2.1", "a number from 0 to 2"],
  ["END_MARKERS", '[""]', "a marker, or a JSON array of markers, none of them empty"],
  ["END_MARKERS", '["a"', "a marker, or a JSON array of markers, none of them empty"],
  ["END_MARKERS", "[1]", "a marker, or a JSON array of markers, none of them empty"],
  ["END_MARKERS", '["\\ud83d"]', "a marker, or a JSON array of markers, none of them empty"],
  ["MAX_BODY_BYTES", "0", "a whole number from 1 to 1073741824"],
  ["MAX_STREAMS", "-1", "a whole number from 0 to 2147483647"],
  [
    "ALLOWED_ORIGINS",
    "example.com",
    "origins like https://example.com, separated by commas, or *",
  ],
  [
    "ALLOWED_ORIGINS",
    "https://example.com/path",
    "origins like https://example.com, separated by commas, or *",
  ],
  ["CLIENT_ADDRESS_HEADER", "x y", "the name of a header"],
  ["LOG_FORMAT", "xml", "text, json or none"],
  ["LOG_PROMPTS", "perhaps", "true or false"],
  ["DEMO_TOKEN_DELAY_MS", "1e3", "a whole number from 0 to 60000"],
  ["DEMO_TOKEN_DELAY_MS", "fast\nslow", "a whole number from 0 to 60000"],
];
for (const [name, value, takes] of bad) {
  Deno.test(`readConfig() refuses ${name}=${JSON.stringify(value)} in one line`, () => {
    const { message } = assertThrows(() => read({ [name]: value }), ConfigError);
    assertEquals(message, `Cannot use ${name}=${JSON.stringify(value)}: expected ${takes}`);
    assert(!message.includes("\n"));
  });
}

Deno.test("readConfig() refuses a key that fits no header, and does not show it", () => {
  for (const key of ["열쇠", "a b", "a\n"]) {
    const { message } = assertThrows(() => read({ API_KEY: key }), ConfigError);
    assertEquals(message, "Cannot use API_KEY: expected ASCII characters without spaces");
  }
});

Deno.test("readConfig() takes one store, and does not show the address of another", () => {
  assertEquals(read({ KV_PATH: "./kv" }).store.kvPath, "./kv");
  const both = { KV_PATH: "./kv", REDIS_URL: "redis://localhost" };
  assertEquals(
    assertThrows(() => read(both), ConfigError).message,
    "Cannot use both REDIS_URL and KV_PATH: expected one of them",
  );
  assertEquals(
    assertThrows(() => read({ REDIS_URL: "http://:secret@localhost" }), ConfigError).message,
    "Cannot use REDIS_URL: expected an address like redis://localhost:6379",
  );
});

/** The client of Redis reads this one. */
const REDIS = ["REDIS_DEBUG_MAINTENANCE"];
/** LangChain asks for these with each token: to be refused costs it ten times the token. */
const LANGCHAINS = [
  "LANGSMITH_TRACING_V2",
  "LANGCHAIN_TRACING_V2",
  "LANGSMITH_TRACING",
  "LANGCHAIN_TRACING",
  "LANGCHAIN_VERBOSE",
];

Deno.test("readConfig() reads what the tasks allow it to read, and nothing else", () => {
  const names = new Set<string>();
  readConfig({
    get(name) {
      names.add(name);
      return name === "OPENAI_API_KEY" ? "sk-1" : undefined;
    },
  });
  const allowed = denoJson.tasks["serve-flags"].command.match(/--allow-env=(\S+)/)?.[1]?.split(",");
  assertEquals(allowed?.toSorted(), [...names, ...LANGCHAINS, ...REDIS].toSorted());
});

Deno.test("readConfig() refuses API_KEYS that lock nothing, without showing them", () => {
  for (const API_KEYS of [",", " ", "키", "two words"]) {
    const { message } = assertThrows(() => read({ API_KEYS }), ConfigError, "Cannot use API_KEYS");
    assert(!message.includes("키") && !message.includes("words"));
  }
  assertEquals(read({ API_KEYS: "" }).app.access?.apiKeys, undefined);
  assertEquals(read({ API_KEYS: "a,,b," }).app.access?.apiKeys, ["a", "b"]);
});
