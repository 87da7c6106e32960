import { HttpError } from "../http_error.ts";

/** OpenAI's routes without `/v1`, which a client asks for if its base URL lacks it. */
const WITHOUT_V1 = /^\/+(chat\/completions|completions|responses|embeddings|models)\/*$/;

/** Ollama's routes, without `/api/chat`, which the AI SDK has, too. */
const OLLAMA = /^\/+api\/+(tags|generate|show|version|ps|embed|embeddings)\/*$/;

/** What a client of Ollama is told. */
export const NOT_OLLAMA = "This server does not speak Ollama's protocol. " +
  "Use an OpenAI-compatible provider, with a base URL that ends in /v1.";

/** What LangGraph's clients may ask for, and there is not. */
const NOT_OF_LANGGRAPH: readonly (readonly [RegExp, string])[] = [
  [/^\/+store\/(items|namespaces)(\/|$)/, "store"],
  [/^\/+(threads\/[^/]+\/)?runs\/crons(\/|$)/, "crons"],
  [/^\/+runs\/batch$/, "batches of runs"],
  [/^\/+runs\/cancel$/, "way to cancel several runs at once"],
  [/^\/+threads\/[^/]+\/copy$/, "copies of threads"],
  [/^\/+threads\/prune$/, "way to prune threads"],
  [/^\/+threads\/[^/]+\/(commands|stream(\/events)?)$/, "streams of threads, the newer protocol,"],
  [/^\/+assistants(\/[^/]+\/(versions|latest))?$/, "assistants but its runnables"],
];

/** Returns the error for a path without a route. It says what to change, if that can be guessed. */
export function unknownRoute(pathname: string): HttpError {
  if (WITHOUT_V1.test(pathname)) {
    return new HttpError(404, "Unknown route. The base URL of OpenAI's clients must end in /v1.");
  }
  if (OLLAMA.test(pathname)) return new HttpError(404, NOT_OLLAMA);
  const [, missing] = NOT_OF_LANGGRAPH.find(([path]) => path.test(pathname)) ?? [];
  if (missing !== undefined) {
    return new HttpError(404, `This server has no ${missing} for LangGraph's clients.`);
  }
  return new HttpError(404, "Unknown route. GET /openapi.json lists the routes.");
}

/** Whether the client of a path expects errors in OpenAI's shape. */
export function isOpenAIPath(pathname: string): boolean {
  return /^\/+v1(\/|$)/.test(pathname) || WITHOUT_V1.test(pathname);
}
