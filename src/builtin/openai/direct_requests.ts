import type { OpenAIClient } from "@langchain/openai";

/** A `fetch`, as OpenAI's client calls it. */
type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** Options of a request with which OpenAI's client would not send the same as without any. */
const OWN_OPTIONS = [
  "headers",
  "query",
  "timeout",
  "idempotencyKey",
  "fetchOptions",
  "defaultBaseURL",
  "path",
  "method",
  "__metadata",
  "__security",
] as const;

/** What a request was answered with: a reply, or the error that `fetch` threw. */
export type Outcome = { reply: Response } | { error: unknown };

/**
 * Sends streamed completions as OpenAI's client sends them, without what the client does for each:
 * the address, the headers and the body are made anew, and logged. That takes as long as several
 * tokens.
 *
 * The client sends the first request itself. Its address and headers are kept for the others, which
 * differ in their body alone.
 */
export class DirectRequests {
  readonly #fetch: Fetch;
  /** The first request, without its body. */
  #first: Request | null = null;

  /** @param fetch sends the requests, also those of the client */
  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  /** Sends a plain request. @returns `null` if the client must send it, with {@linkcode learn} */
  async send(
    completion: OpenAIClient.Chat.ChatCompletionCreateParamsStreaming,
    signal: AbortSignal,
  ): Promise<Outcome | null> {
    if (this.#first === null) return null;
    try {
      return {
        reply: await this.#fetch(this.#first, { body: JSON.stringify(completion), signal }),
      };
    } catch (error) {
      return { error };
    }
  }

  /** A `fetch` for a client that sends a plain request. */
  readonly learn: Fetch = (input, init) => {
    const { signal: _, body, ...rest } = init ?? {};
    const request = new Request(input, rest);
    const isPlain = typeof body === "string" && !request.headers.has("idempotency-key");
    if (isPlain && request.method === "POST") this.#first = request;
    return this.#fetch(input, init);
  };
}

/** Whether a request with these options is like all others. Only one that can be aborted is. */
export function isPlainRequest<O extends object>(
  options: O & { signal?: AbortSignal | null | undefined },
): options is O & { signal: AbortSignal } {
  return options.signal instanceof AbortSignal &&
    OWN_OPTIONS.every((name) => Reflect.get(options, name) === undefined);
}
