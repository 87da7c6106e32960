/*
 * {"output":["…",null],"metadata":{"responses":[{"end_reason":"marker",…},{"error":{"status_code":502,"message":"…"}}]}}
 */
import type { EndRecord, Failure } from "../../../wire/stream_event.ts";
import { REPLY_HEADERS } from "../../reply/reply_headers.ts";

/** The result of one input of a batch. */
export type BatchResult = EndRecord | { error: Failure };

const UTF_8 = new TextEncoder();

/**
 * Returns the reply with the results of a batch. They are written one at a time as the client reads,
 * so that other requests do not wait for all of the JSON, and it is never in memory as a whole.
 */
export function batchReply(results: readonly BatchResult[]): Response {
  const pieces = piecesOf(results);
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value, done } = pieces.next();
      if (done) controller.close();
      else controller.enqueue(UTF_8.encode(value));
    },
  }, { highWaterMark: 0 });
  return new Response(body, { headers: { ...REPLY_HEADERS, "content-type": "application/json" } });
}

function* piecesOf(results: readonly BatchResult[]): Generator<string, void, void> {
  yield '{"output":[';
  yield* listOf(results, (result) => "error" in result ? null : result.output);
  yield '],"metadata":{"responses":[';
  yield* listOf(results, (result) => result);
  yield "]}}";
}

function* listOf(
  results: readonly BatchResult[],
  read: (result: BatchResult) => unknown,
): Generator<string, void, void> {
  let comma = "";
  for (const result of results) {
    yield comma + JSON.stringify(read(result));
    comma = ",";
  }
}
