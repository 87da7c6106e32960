import { HttpError } from "../http_error.ts";

/** OpenAI's routes without `/v1`, which a client asks for if its base URL lacks it. */
const WITHOUT_V1 = /^\/+(chat\/completions|completions|responses|embeddings|models)\/*$/;

/** Ollama's routes, without `/api/chat`, which the AI SDK has, too. */
const OLLAMA = /^\/+api\/+(tags|generate|show|version|ps|embed|embeddings)\/*$/;

/** What a client of Ollama is told. */
export const NOT_OLLAMA = "This server does not speak Ollama's protocol. " +
  "Use an OpenAI-compatible provider, with a base URL that ends in /v1.";

/** Returns the error for a path without a route. It says what to change, if that can be guessed. */
export function unknownRoute(pathname: string): HttpError {
  if (WITHOUT_V1.test(pathname)) {
    return new HttpError(404, "Unknown route. The base URL of OpenAI's clients must end in /v1.");
  }
  if (OLLAMA.test(pathname)) return new HttpError(404, NOT_OLLAMA);
  return new HttpError(404, "Unknown route. GET /openapi.json lists the routes.");
}

/** Whether the client of a path expects errors in OpenAI's shape. */
export function isOpenAIPath(pathname: string): boolean {
  return /^\/+v1(\/|$)/.test(pathname) || WITHOUT_V1.test(pathname);
}
