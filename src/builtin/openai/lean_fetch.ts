import { BodyReader } from "./reply/body_reader.ts";

/**
 * A `fetch` that reads event streams into a small buffer, for the client of a model's server. It is
 * the platform's `fetch` in all else: redirects, errors, aborts, and all other replies.
 *
 * Deno allocates 64 KiB for each read of a reply. A token has a few hundred bytes.
 *
 * @example For LangChain's `ChatOpenAI`
 * ```ts
 * import { createApp, leanFetch } from "@splitstream/splitstream";
 * import { ChatOpenAI } from "@langchain/openai";
 *
 * const model = new ChatOpenAI({
 *   model: "gpt-4o-mini",
 *   apiKey: "none",
 *   configuration: { baseURL: "http://localhost:11434/v1", fetch: leanFetch },
 * });
 * const app = createApp({ runnables: { model } });
 * ```
 */
export async function leanFetch(
  input: string | URL | Request,
  init?: RequestInit,
): Promise<Response> {
  const response = await fetch(input, init);
  const { body, headers } = response;
  const isEventStream = headers.get("content-type")?.startsWith("text/event-stream") === true;
  return body === null || !isEventStream ? response : new LeanResponse(body, response);
}

/** A response whose body is read into a small buffer. */
class LeanResponse extends Response {
  readonly #response: Response;

  constructor(body: ReadableStream<Uint8Array<ArrayBuffer>>, response: Response) {
    super(leanBody(body), response);
    this.#response = response;
  }

  /** A new response would have none. */
  override get url(): string {
    return this.#response.url;
  }

  /** A new response would say no. */
  override get redirected(): boolean {
    return this.#response.redirected;
  }
}

function leanBody(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = new BodyReader(body);
  return new ReadableStream({
    async pull(controller) {
      const bytes = await reader.read();
      if (bytes === null) controller.close();
      else controller.enqueue(bytes.slice()); // the buffer is used again
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}
