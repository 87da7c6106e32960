import { REPLY_HEADERS } from "../../src/http/reply/reply_headers.ts";
import { isOpenAIPath } from "../../src/http/reply/unknown_route.ts";
import { FAILING } from "./apps.ts";
import type { FuzzRequest } from "./request.ts";

/** What each status that the product gives must bring, or be asked by; there is no other. */
const STATUSES: Readonly<Record<number, (request: FuzzRequest, response: Response) => boolean>> = {
  200: () => true,
  204: ({ method, url }) => method === "OPTIONS" || /\/stream\/?([?]|$)/.test(url),
  304: (request) => has(request, "if-none-match"),
  400: () => true,
  401: (_, { headers }) => headers.get("www-authenticate") === "Bearer",
  403: (request) =>
    has(request, "origin") || has(request, "sec-fetch-site") || request.method === "GET",
  404: () => true,
  405: ({ method }, { headers }) => !(headers.get("allow") ?? method).split(", ").includes(method),
  406: (request) => has(request, "accept"),
  413: () => true,
  422: ({ url }) => !isOpenAI(url),
  429: (request, { headers }) => headers.has("retry-after") || mayFail(request),
  499: ({ isGone }) => isGone,
  500: (request) => mayFail(request),
};

/** Reads a reply to its end. @throws {Error} if it is not what a reply must be */
export async function checkReply(request: FuzzRequest, response: Response): Promise<void> {
  const { status, headers } = response;
  const type = headers.get("content-type") ?? "";
  const { text, isBroken } = await readAll(response);
  const said = `${status} ${type}: ${text.slice(0, 300)}`;

  expect(STATUSES[status]?.(request, response), `the status has no reason: ${said}`);
  if (status !== 204) {
    const isFile = /^(image|text\/(html|css|javascript))/.test(type) || status === 304;
    for (const [name, value] of Object.entries(REPLY_HEADERS)) {
      const wanted = isFile ? value.replace("no-store, ", "") : value;
      expect(headers.get(name) === wanted, `${name} is ${headers.get(name)}: ${said}`);
    }
  }
  if (isBroken) {
    const isText = status === 200 && type.startsWith("text/plain");
    // A client that sends on behind a refusal is cut off.
    const isCutOff = status >= 400 && request.body !== null;
    expect(isText && mayFail(request) || isCutOff, `the body broke: ${said}`);
  } else if (request.method === "HEAD" && status === 200) {
    expect(text === "", `a HEAD has a body: ${said}`);
  } else if (status >= 400) {
    // Middleware within a route refuses a HEAD as it would the GET, and the body is left out.
    const isHead = request.method === "HEAD" && text === "";
    if (!isHead) checkProblem(request, { status, type, text });
  } else if (status === 200) checkBody({ type, text });
  else expect(text === "", `there is a body: ${said}`);
}

function checkProblem(
  { url }: FuzzRequest,
  { status, type, text }: { status: number; type: string; text: string },
): void {
  const problem = JSON.parse(text);
  if (isOpenAI(url)) {
    const { message, type: kind, param, code } = problem.error;
    expect(type === "application/json", `an error of OpenAI's comes as ${type}`);
    expect(isSaid(message) && isSaid(kind), `it is no error of OpenAI's: ${text}`);
    expect(param === null || isSaid(param), `it has a param of ${param}`);
    expect(code === null || isSaid(code), `it has a code of ${code}`);
  } else {
    expect(type === "application/problem+json", `a problem comes as ${type}`);
    expect(problem.status === status, `it says ${problem.status}, the head ${status}`);
    expect(isSaid(problem.message) && problem.detail === problem.message, `no message: ${text}`);
  }
}

function checkBody({ type, text }: { type: string; text: string }): void {
  if (type.startsWith("application/json")) JSON.parse(text);
  if (type.startsWith("application/x-ndjson")) {
    expect(text.endsWith("\n"), `the last line has no end: ${text.slice(-200)}`);
    checkEvents(text.trimEnd().split("\n").map((line) => JSON.parse(line)));
  }
  if (type.startsWith("text/event-stream")) {
    expect(text.endsWith("\n\n"), `the last event has no end: ${text.slice(-200)}`);
    const blocks = text.slice(0, -2).split("\n\n").filter((block) => !block.startsWith(":"));
    if (blocks[0]?.startsWith("id: 0\nevent: metadata\n")) checkEvents(blocks.map(readNamed));
    else checkData(blocks.map((block) => block.replace(/^(event: [^\n]*\n)?data: /, "")));
  }
}

interface Named {
  event: string;
  data?: unknown;
}

function readNamed(block: string, index: number): Named {
  const [, id, event = "", data = ""] = block.match(/^id: (\d+)\nevent: (\w+)\ndata: ?([^\n]*)$/) ??
    [];
  expect(id === `${index}`, `this is no event ${index}: ${block.slice(0, 200)}`);
  return data === "" ? { event } : { event, data: JSON.parse(data) };
}

/** Of LangServe's: what was sent is what the record says was sent. */
function checkEvents(events: readonly Named[]): void {
  const last = events.at(-1);
  if (last?.event === "error") return;
  expect(last?.event === "end", `the last event is ${JSON.stringify(last)}`);
  const chunks = events.filter(({ event }) => event === "data").map(({ data }) => data);
  const isText = chunks.every((chunk) => typeof chunk === "string");
  const sent = JSON.stringify(isText ? chunks.join("") : chunks.at(-1));
  const record = events.at(-2)?.data as { output: unknown } | undefined;
  const output = JSON.stringify(record?.output);
  expect(output === sent, `the record has ${output}, sent was ${sent}`);
}

/** Of OpenAI's two, the AI SDK's and AG-UI's. */
function checkData(data: readonly string[]): void {
  const values = data.filter((line) => line !== "[DONE]").map((line) => JSON.parse(line));
  if (data.at(-1) === "[DONE]") return;
  const last = values.at(-1);
  if (/^response\.(completed|incomplete)$/.test(last.type)) return;
  const isEnd = ["error", "RUN_ERROR", "RUN_FINISHED"].includes(last.type);
  expect(last.error !== undefined || isEnd, `it ends with ${data.at(-1)}`);
}

async function readAll(response: Response): Promise<{ text: string; isBroken: boolean }> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  try {
    for await (const bytes of response.body ?? []) text += decoder.decode(bytes, { stream: true });
  } catch (error) {
    if (error instanceof TypeError) throw error; // it is not UTF-8
    return { text, isBroken: true };
  }
  return { text: text + decoder.decode(), isBroken: false };
}

function has({ headers }: FuzzRequest, name: string): boolean {
  return headers.some(([header]) => header.toLowerCase() === name);
}

function mayFail({ url, body }: FuzzRequest): boolean {
  return `${url}${new TextDecoder().decode(body ?? new Uint8Array())}`.includes(FAILING);
}

function isOpenAI(url: string): boolean {
  return isOpenAIPath(new URL(url).pathname);
}

function isSaid(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function expect(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
