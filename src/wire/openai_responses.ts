/*
 * event: response.created
 * data: {"type":"response.created","response":{"id":"resp_…","object":"response","status":"in_progress","output":[],…},"sequence_number":0}
 *
 * event: response.in_progress
 * data: {"type":"response.in_progress","response":{…},"sequence_number":1}
 *
 * event: response.output_item.added
 * data: {"type":"response.output_item.added","output_index":0,"item":{"id":"msg_…","type":"message",
 *        "status":"in_progress","role":"assistant","content":[]},"sequence_number":2}
 *
 * event: response.content_part.added
 * data: {"type":"response.content_part.added","item_id":"msg_…","output_index":0,"content_index":0,
 *        "part":{"type":"output_text","text":"","annotations":[],"logprobs":[]},"sequence_number":3}
 *
 * event: response.output_text.delta
 * data: {"type":"response.output_text.delta","item_id":"msg_…","output_index":0,"content_index":0,
 *        "delta":"언어 ","logprobs":[],"sequence_number":4}
 *
 * Then response.output_text.done, response.content_part.done and response.output_item.done with the
 * whole text, and last:
 *
 * event: response.completed
 * data: {"type":"response.completed","response":{…,"status":"completed","output":[…],"usage":{…}},"sequence_number":8}
 *
 * Each `data` is on one line. If a limit or a filter ended the answer, the last event is
 * response.incomplete. Reasoning is an item of its own, with these events inside it:
 *
 * response.reasoning_summary_part.added, response.reasoning_summary_text.delta and .done,
 * response.reasoning_summary_part.done
 *
 * `logprobs` has the tokens of the text, if the caller asked for them.
 *
 * A refusal is a message whose part is {"type":"refusal","refusal":"…"}, with these:
 *
 * response.refusal.delta and .done
 *
 * A tool call for the caller is an item of its own, with these:
 *
 * response.function_call_arguments.delta and .done
 *
 * A JSON value is a message with its JSON text, before the last event.
 *
 * A failure, instead of all that would follow. Clients take `response.failed` for an answer, and
 * differ in where they look for the message:
 *
 * event: error
 * data: {"type":"error","code":"server_error","message":"…","param":null,
 *        "error":{"message":"…","type":"server_error","param":null,"code":"server_error"},"sequence_number":9}
 *
 * An idle stream sends a comment: `: ping`.
 *
 * https://platform.openai.com/docs/api-reference/responses-streaming
 */
import type { Dialect } from "./dialect.ts";
import { questionsAsCalls } from "./openai/questions_as_calls.ts";
import { itemsOf } from "./openai/response_items.ts";
import { type ResponseEcho, responseObject } from "./openai/response_object.ts";
import { ResponseWriter } from "./openai/response_writer.ts";
import type { EndRecord, RunStart } from "./stream_event.ts";

/** Options for {@linkcode openAIResponses}. */
export interface OpenAIResponsesOptions {
  /** When the answer began, in seconds since 1970. Default: now. */
  created?: number;
  /** Fields of the request that the response repeats: `instructions`, `tools`… Default: none. */
  echo?: Readonly<Record<string, unknown>>;
  /** The thread in which a graph waits for answers. Default: the id of the run. */
  waitsIn?: string | undefined;
}

/** Returns the dialect of OpenAI's streamed responses. */
export function openAIResponses(
  { created = Math.floor(Date.now() / 1_000), echo = {}, waitsIn }: OpenAIResponsesOptions = {},
): Dialect {
  return {
    name: "openai-responses",
    contentType: "text/event-stream; charset=utf-8",
    heartbeat: ": ping\n\n",
    frameEnd: "\n\n",
    errorShape: "openai",

    createEncoder({ firstId } = {}) {
      const writer = new ResponseWriter({ created, echo, firstSequence: firstId });

      return questionsAsCalls((event) => {
        switch (event.type) {
          case "start":
            return writer.start(event.run);
          case "text":
            return event.isRefusal === true
              ? writer.add("refusal", event.text)
              : writer.add("message", event.text, event.logprobs);
          case "reasoning":
            return writer.add("reasoning", event.text);
          case "tool_call":
            return writer.addCall(event.call);
          case "step":
            return writer.close(); // each speaker has a message of its own
          case "split":
          case "graph":
          case "state":
          case "value": // the values of a run may replace each other, so that only all are an answer
          case "updates":
          case "custom":
          case "interrupt":
            return "";
          case "end":
            return writer.end(event.record);
          case "error":
            return writer.fail(event.failure);
        }
      }, waitsIn);
    },
  };
}

/** Returns OpenAI's response of a complete answer. */
export function openAIResponse(
  answer: { run: RunStart; record: EndRecord },
  { created, echo }: { created: number; echo: ResponseEcho },
): Record<string, unknown> {
  return responseObject({ ...answer, created, echo, output: itemsOf(answer) });
}
