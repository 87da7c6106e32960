import type { AnswerEvent } from "./answer_event.ts";
import { headersFor, openReply } from "./reply/open_reply.ts";
import { readAnswer } from "./reply/read_answer.ts";
import { ResumableEvents } from "./reply/resumable_events.ts";
import type { StreamOptions } from "./stream.ts";

/** Options for {@linkcode follow}. */
export type FollowOptions = Pick<StreamOptions, "signal" | "apiKey" | "maxReconnects" | "fetch">;

/** A run is replied in the format that it was begun in. */
const CONTENT_TYPES = ["application/x-ndjson", "text/event-stream"] as const;

/**
 * Follows a run that somebody began, from its first event: yields what has been, then what comes. If
 * the connection breaks, it goes on with the event after the last. The server must keep the run, and
 * it must have been begun in NDJSON or in server-sent events. Leaving the loop does not stop the run.
 *
 * @param url the address of the run: the `Content-Location` of the reply that began it, for example
 *   `http://localhost:8000/runs/0b4f…/stream`
 * @throws {StreamError} if there is no such run, or the answer is incomplete
 * @throws the reason of the signal, by default an `AbortError`, if it was aborted
 *
 * @example
 * ```ts
 * import { follow } from "@splitstream/splitstream/client";
 * import { createApp } from "@splitstream/splitstream";
 * import { assertEquals } from "@std/assert";
 *
 * const model = { provider: "demo", tokenDelayMs: 0 } as const;
 * const app = createApp({ model, journal: { resumeMs: 60_000 } });
 * const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, app);
 * const chain = `http://127.0.0.1:${server.addr.port}/chain/stream`;
 *
 * // Somebody asks, and leaves.
 * const body = JSON.stringify({ input: "고마워!" });
 * const begun = await fetch(chain, { method: "POST", body });
 * await begun.body?.cancel();
 *
 * let answer = "";
 * for await (const event of follow(new URL(begun.headers.get("content-location") ?? "", chain))) {
 *   if (event.type === "text") answer += event.text;
 * }
 * assertEquals(answer, "별말을 다 해! 도움이 됐다니 내가 더 고마워 😊");
 *
 * await server.shutdown();
 * ```
 */
export function follow(
  url: string | URL,
  { signal, apiKey, maxReconnects, fetch = globalThis.fetch }: FollowOptions = {},
): AsyncGenerator<AnswerEvent, void, void> {
  return readAnswer(async () => {
    const headers = headersFor(apiKey, { accept: CONTENT_TYPES.join(", ") });
    const contentTypes = CONTENT_TYPES;
    const response = await openReply(url, { headers }, { signal, fetch, contentTypes });
    return new ResumableEvents(response, { url, headers, fetch, signal, maxReconnects });
  }, { stopsOnLeave: false });
}
