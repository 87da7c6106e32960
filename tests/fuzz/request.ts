import { KEYS, ORIGIN } from "./apps.ts";
import { type BodyKind, validBody } from "./body.ts";
import { mutateBytes, mutateJson } from "./mutate.ts";
import type { Random } from "../support/random.ts";

/** A request as it was made up. */
export interface FuzzRequest {
  /** The route it is meant for, as the summary calls it. */
  route: string;
  method: string;
  url: string;
  headers: [name: string, value: string][];
  body: Uint8Array<ArrayBuffer> | null;
  /** How the body comes: at once, in pieces, or in pieces that break off. */
  delivery: "whole" | "pieces" | "broken";
  /** Whether the caller has gone away before it is answered. */
  isGone: boolean;
}

interface FuzzRoute {
  method: string;
  path: string;
  body?: BodyKind;
}

const QUIET: readonly FuzzRoute[] = [
  ...["/", "/page.css", "/page.js", "/icon.svg", "/client.js", "/healthz", "/openapi.json"]
    .map((path) => ({ method: "GET", path })),
  { method: "GET", path: "/v1/models" },
  { method: "GET", path: "/v1/models/{way}" },
  { method: "GET", path: "/v1/responses/resp_1" },
  { method: "GET", path: "/api/chat/some-chat/stream" },
  { method: "GET", path: "/{way}/input_schema" },
  { method: "GET", path: "/{way}/output_schema" },
];
const RUNNING: readonly FuzzRoute[] = [
  { method: "POST", path: "/{way}/stream", body: "run" },
  { method: "POST", path: "/{way}/stream", body: "run" },
  { method: "GET", path: "/{way}/stream" },
  { method: "POST", path: "/{way}/invoke", body: "run" },
  { method: "POST", path: "/{way}/batch", body: "batch" },
  { method: "POST", path: "/v1/chat/completions", body: "openai" },
  { method: "POST", path: "/v1/responses", body: "responses" },
  { method: "POST", path: "/api/chat", body: "ai-sdk" },
  { method: "POST", path: "/ag-ui/{way}", body: "ag-ui" },
];
const METHODS = ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND", "GET", "POST", "patch"];
const PATHS = [
  ...["/favicon.ico", "//", "/chain", "/chain/", "/v1", "/v1/", "/v1/nothing", "/api"],
  ...[
    "//v1//models/",
    "/models",
    "/chat/completions",
    "/responses/",
    "/api/tags",
    "/chain//stream/",
  ],
];
const TYPES = ["text/event-stream", "application/x-ndjson", "text/plain", "*/*", "text/*"];
const BODY_KINDS: readonly BodyKind[] = ["run", "batch", "openai", "responses", "ai-sdk", "ag-ui"];

/** Makes up a request: seldom a good one. */
export function fuzzRequest(random: Random, ways: readonly string[]): FuzzRequest {
  const route = random.pick(random.chance(20) ? QUIET : RUNNING);
  const isOddMethod = random.chance(4);
  const isOddPath = random.chance(4);
  const method = isOddMethod ? random.pick(METHODS) : route.method;
  const path = isOddPath ? oddPath(random) : route.path.replace("{way}", random.pick(ways));
  const takesBody = method !== "GET" && method !== "HEAD";
  return {
    route: isOddPath ? "odd paths" : isOddMethod ? "odd methods" : `${method} ${route.path}`,
    method,
    url: `http://localhost${path}${query(random, route)}`,
    headers: headers(random),
    body: takesBody ? body(random, { ...route, ways }) : null,
    delivery: random.chance(90) ? "whole" : random.chance(80) ? "pieces" : "broken",
    isGone: random.chance(1),
  };
}

/** Makes it what a handler takes. */
export function toRequest(
  { url, method, headers: pairs, body: bytes, delivery, isGone }: FuzzRequest,
): Request {
  const headers = new Headers();
  for (const [name, value] of pairs) headers.append(name, value);
  const body = bytes === null || delivery === "whole"
    ? bytes
    : ReadableStream.from(pieces(bytes, delivery === "broken"));
  const signal = isGone ? AbortSignal.abort() : null;
  return new Request(url, { method, headers, body, signal });
}

async function* pieces(bytes: Uint8Array<ArrayBuffer>, breaks: boolean) {
  const size = Math.ceil(bytes.length / 3) || 1;
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.slice(at, at + size);
    if (breaks) throw new Error("The connection broke");
    await Promise.resolve();
  }
}

function oddPath(random: Random): string {
  if (random.chance(30)) return random.pick(PATHS);
  if (random.chance(30)) return `/${random.pick(["v1", "api", "chain", ".."])}/${odd(random)}`;
  return `/${odd(random)}/${random.pick(["stream", "invoke", "batch", "input_schema"])}`;
}

/** Something to stand in an address, its escapes not always right. */
function odd(random: Random): string {
  if (random.chance(50)) return encodeURIComponent(random.text(12).toWellFormed());
  return random.pick([
    "%",
    "%FF",
    "%00",
    "%2e%2e",
    "__proto__",
    "constructor",
    "가",
    "a%2Fb",
    "%ED%A0%80",
  ]);
}

function query(random: Random, { method, path }: FuzzRoute): string {
  if (!(method === "GET" && path.endsWith("/{way}/stream")) && random.chance(90)) return "";
  const name = () => random.pick(["user_message", "user_message", "end_markers", "a", odd(random)]);
  const pairs = Array.from({ length: random.integer(0, 4) }, () => `${name()}=${odd(random)}`);
  return random.chance(70)
    ? `?user_message=${odd(random)}&${pairs.join("&")}`
    : `?${pairs.join("&")}`;
}

/** Headers that may be as long as a socket lets them be. */
const LONG = ["accept", "if-none-match", "x-forwarded-for", "authorization", "origin"];

function headers(random: Random): FuzzRequest["headers"] {
  const latin = () =>
    String.fromCharCode(...random.bytes(random.integer(0, 20)))
      .replaceAll(/[\0\r\n]/g, "");
  const key = () => random.pick([...KEYS, ...KEYS, "wrong", latin()]);
  const some: [chance: number, name: string, value: () => string][] = [
    [50, "accept", () => random.chance(80) ? random.pick(TYPES) : accept(random)],
    [40, "x-api-key", key],
    [30, "authorization", () => random.pick([`Bearer ${key()}`, "Basic YTpi", latin()])],
    [10, "origin", () => random.pick([ORIGIN, "http://localhost", "null", latin()])],
    [10, "sec-fetch-site", () => random.pick(["same-origin", "none", "cross-site", latin()])],
    [10, "sec-fetch-mode", () => random.pick(["cors", "no-cors", "navigate", latin()])],
    [10, "user-agent", () => random.pick(["Mozilla/5.0", "curl/8", latin()])],
    [10, "referer", () => random.pick([`${ORIGIN}/`, "http://localhost/x", latin()])],
    [1, random.pick(LONG), () => random.pick([" ", "1", ",", "a,", "1."]).repeat(30_000)],
    [10, "access-control-request-method", () => random.pick(["POST", latin()])],
    [10, "content-type", () => random.pick(["application/json", "text/plain", latin()])],
    [3, "content-length", () => random.pick(["0", "-1", "99999999999", "1e3", "NaN", latin()])],
    [5, "last-event-id", () => random.pick(["0", "7", latin()])],
    [10, "if-none-match", () => random.pick(["*", '"a"', 'W/"a", "b"', latin()])],
    [10, "x-forwarded-for", () => random.pick(["10.0.0.1", "::1, 2001:db8::1", latin()])],
    [5, latin().replaceAll(/[^a-z0-9-]/gi, "") || "x-odd", latin],
  ];
  return some.filter(([chance]) => random.chance(chance)).map(([, name, value]) => [name, value()]);
}

function accept(random: Random): string {
  const range = () =>
    `${random.pick([...TYPES, "application/json", "*", "a/b;q", ""])}` +
    random.pick(["", ";q=0", ";q=0.5", ";q=2", ";charset=utf-8", ";;", ',"']);
  return Array.from({ length: random.integer(0, 4) }, range).join(",");
}

function body(
  random: Random,
  { body: wanted, ways }: { body?: BodyKind; ways: readonly string[] },
): Uint8Array<ArrayBuffer> {
  if (random.chance(10)) return random.bytes(random.pick([0, 1, 10, 100, 1_000]));
  const kind = wanted === undefined || random.chance(5) ? random.pick(BODY_KINDS) : wanted;
  const valid = validBody(random, { kind, ways });
  if (random.chance(50)) return encode(mutateJson(random, valid));
  const bytes = encode(JSON.stringify(valid));
  if (random.chance(1)) return encode(JSON.stringify({ ...valid, filler: "가".repeat(400_000) }));
  return random.chance(50) ? mutateBytes(random, bytes) : bytes;
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
