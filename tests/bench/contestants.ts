import type { Script } from "./measure/script.ts";

/** Somebody who serves the chain, and how to ask. */
export interface Contestant {
  name: string;
  /** The file in `servers/`. */
  program: string;
  /** Its arguments, behind the address of the model. */
  args?: readonly string[];
  /** Whether it may read no more variables than `deno task start` lets a server read. */
  asStarted?: boolean;
  /** How often each token is in the body; 0 for a body that only tells their number. */
  copies: number;
  /** What is asked. */
  ask(origin: string, script: Script): Request;
}

/** Counts what the chain yields. */
export const floor: Contestant = {
  name: "floor: a bare `for await`",
  program: "floor",
  copies: 0,
  ask: asking(""),
};

/** Counts what the chain yields without its parser. */
export const messageFloor: Contestant = {
  name: "floor without the parser",
  program: "floor",
  copies: 0,
  ask: asking("?messages"),
};

/** Has no chain at all. */
export const raw: Contestant = {
  name: "limit: raw bytes, no LangChain",
  program: "raw",
  copies: 1,
  ask: asking(""),
};

/** Has no chain at all, and reads the model's server itself. */
export const rawModel: Contestant = {
  ...raw,
  name: "limit: frames read and written, no LangChain",
  program: "raw_model",
};

/** Splitstream's default dialect. Three times is each token in the end record, too. */
export const splitstream: Contestant = {
  name: "**Splitstream, SSE**",
  program: "splitstream",
  copies: 4,
  ask: asking("chain/stream", { accept: "text/event-stream" }),
};

/** The same through `ChatOpenAI`: each stream has a connection to the model's server, too. */
export const splitstreamThroughOpenAI: Contestant = {
  ...splitstream,
  name: "Splitstream, SSE, through `ChatOpenAI`",
};

/** The same with `leanFetch` for `ChatOpenAI`. */
export const splitstreamThroughLeanFetch: Contestant = {
  ...splitstream,
  name: "Splitstream, SSE, through `ChatOpenAI` with `leanFetch`",
  args: ["lean"],
};

/** Splitstream's built-in chain, whose model asks the same server. */
export const splitstreamBuiltIn: Contestant = {
  ...splitstream,
  name: "**Splitstream, SSE, the built-in chain**",
  program: "splitstream_built_in",
};

/**
 * The same as `deno task start` runs it. LangChain looks for variables of its
 * own with each token, and one that it may not read costs it an exception.
 */
export const splitstreamAsStarted: Contestant = {
  ...splitstream,
  name: "Splitstream, SSE, with the permissions of `deno task start`",
  asStarted: true,
};

/** The same of a chain that it does not take apart, but hears by LangChain's callbacks. */
export const splitstreamByCallbacks: Contestant = {
  ...splitstream,
  name: "Splitstream, SSE, a chain heard by callbacks",
  ask: asking("longer-chain/stream", { accept: "text/event-stream" }),
};

/** Splitstream's other dialects. */
export const otherDialects: readonly Contestant[] = [
  {
    name: "Splitstream, NDJSON",
    program: "splitstream",
    copies: 4,
    ask: asking("chain/stream", { accept: "application/x-ndjson" }),
  },
  {
    name: "Splitstream, text",
    program: "splitstream",
    copies: 1,
    ask: asking("chain/stream", { accept: "text/plain" }),
  },
  {
    name: "Splitstream, OpenAI",
    program: "splitstream",
    copies: 1,
    ask: posting("v1/chat/completions", (content) => ({
      model: "chain",
      stream: true,
      messages: [{ role: "user", content }],
    })),
  },
  {
    name: "Splitstream, AI SDK",
    program: "splitstream",
    copies: 4,
    ask: posting("api/chat", (text) => ({
      messages: [{ id: "1", role: "user", parts: [{ type: "text", text }] }],
    })),
  },
];

/** Hono. */
export const hono: Contestant = {
  name: "Hono `streamSSE`",
  program: "hono",
  copies: 1,
  ask: asking(""),
};

/** The AI SDK. */
export const aiSdk: Contestant = {
  name: "AI SDK",
  program: "ai_sdk",
  copies: 1,
  ask: asking(""),
};

/** The tutorial's loop. It sends the token split text at its end. */
export const tutorial: Contestant = {
  name: "tutorial's loop",
  program: "tutorial",
  copies: 2,
  ask: asking(""),
};

/** The upstream of `ChatOpenAI`, without anybody between. */
export const direct: Contestant = {
  name: "upstream, called directly",
  program: "upstream",
  copies: 1,
  ask: posting("v1/chat/completions", (content) => ({
    model: "bench",
    stream: true,
    messages: [{ role: "user", content }],
  })),
};

/** Whom Splitstream is compared with. */
export const peers: readonly Contestant[] = [hono, aiSdk, tutorial];

function asking(path: string, headers: Readonly<Record<string, string>> = {}): Contestant["ask"] {
  const ask = posting(path, (user_message) => ({ user_message }));
  return (origin, script) => new Request(ask(origin, script), { headers });
}

function posting(path: string, bodyOf: (message: string) => unknown): Contestant["ask"] {
  return (origin, script) =>
    new Request(`${origin}/${path}`, {
      method: "POST",
      body: JSON.stringify(bodyOf(JSON.stringify(script))),
    });
}
