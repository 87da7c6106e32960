/*
 * data: {"type":"start","messageId":"…"}
 *
 * data: {"type":"start-step"}
 *
 * data: {"type":"text-start","id":"0"}
 *
 * data: {"type":"text-delta","id":"0","delta":"언어 "}
 *
 * data: {"type":"text-end","id":"0"}
 *
 * data: {"type":"data-splits","data":{…the end record…},"transient":true}
 *
 * data: {"type":"finish-step"}
 *
 * data: {"type":"finish","finishReason":"stop","messageMetadata":{"model":"…","end_reason":"marker",
 *        "usage":{…},"timing":{…}}}
 *
 * data: [DONE]
 *
 * Each is on one line. The client keeps the metadata with the message, but not `data-splits`.
 *
 * A model's reasoning:
 *
 * data: {"type":"reasoning-start","id":"0"}
 *
 * data: {"type":"reasoning-delta","id":"0","delta":"…"}
 *
 * data: {"type":"reasoning-end","id":"0"}
 *
 * A tool call of an agent and its result, followed by a new step:
 *
 * data: {"type":"tool-input-available","toolCallId":"…","toolName":"calculate","input":{…},"dynamic":true}
 *
 * data: {"type":"tool-output-available","toolCallId":"…","output":"16.8","dynamic":true}
 *
 * data: {"type":"finish-step"}
 *
 * data: {"type":"start-step"}
 *
 * A tool call for the client:
 *
 * data: {"type":"tool-input-start","toolCallId":"…","toolName":"weather"}
 *
 * data: {"type":"tool-input-delta","toolCallId":"…","inputTextDelta":"{\"city\""}
 *
 * data: {"type":"tool-input-available","toolCallId":"…","toolName":"weather","input":{…}}
 *
 * One with arguments that are cut or not JSON:
 *
 * data: {"type":"tool-input-error","toolCallId":"…","toolName":"weather","input":"{\"city","errorText":"…"}
 *
 * A document among the updates or values, once: a page, or another document:
 *
 * data: {"type":"source-url","sourceId":"…","url":"https://…","title":"…"}
 *
 * data: {"type":"source-document","sourceId":"…","mediaType":"text/plain","title":"…"}
 *
 * An event of a node, and the questions of an interrupted graph:
 *
 * data: {"type":"data-custom","data":{…},"transient":true}
 *
 * data: {"type":"data-interrupt","data":[{"id":"…","value":…}]}
 *
 * Each question is about a tool call that has been written, or one with the name `interrupt`. The
 * client answers it in the next request:
 *
 * data: {"type":"tool-approval-request","approvalId":"ask:…","toolCallId":"…"}
 *
 * The result of a call that was refused:
 *
 * data: {"type":"tool-output-denied","toolCallId":"…"}
 *
 * A JSON value as it comes, and the output at the end:
 *
 * data: {"type":"data-value","data":{…},"transient":true}
 *
 * data: {"type":"data-output","data":{…}}
 *
 * A failure, which is the last event:
 *
 * data: {"type":"error","errorText":"…"}
 *
 * An idle stream sends a comment:
 *
 * : ping
 *
 * https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol
 */
import type { Dialect } from "../dialect.ts";
import { ToolParts, type UIAnswer } from "./tool_parts.ts";
import { type Source, Sources } from "../updates/sources.ts";
import type { EndRecord, RunStart, StreamEvent } from "../stream_event.ts";

/** Options for {@linkcode uiMessageStream}. */
export interface UIMessageStreamOptions {
  /**
   * The id of the message: that of the last one if the client goes on with it, after it has called
   * its own tools. Default: the id of the run.
   */
  messageId?: string | undefined;
  /** The thread in which a graph waits for answers. Default: the id of the run. */
  threadId?: string | undefined;
  /** The answers that the run goes on with. */
  answers?: readonly UIAnswer[] | undefined;
}

/** Returns the dialect of the AI SDK's UI message stream, version 1. */
export function uiMessageStream(options: UIMessageStreamOptions = {}): Dialect {
  return {
    name: "ai-sdk",
    contentType: "text/event-stream; charset=utf-8",
    heartbeat: ": ping\n\n",
    frameEnd: "\n\n",
    headers: { "x-vercel-ai-ui-message-stream": "v1" },
    createEncoder: () => createEncoder(options),
  };
}

/** The AI SDK's UI message stream, version 1. */
export const uiMessage: Dialect = uiMessageStream();

function createEncoder(
  { messageId, threadId, answers = [] }: UIMessageStreamOptions,
): (event: StreamEvent) => string {
  let parts = 0;
  const tools = new ToolParts(answers);
  const sources = new Sources();
  let run: RunStart | null = null;
  let open: "text" | "reasoning" | null = null;
  const write = (...parts: unknown[]) =>
    parts.map((part) => `data: ${JSON.stringify(part)}\n\n`).join("");
  const close = () => {
    if (open === null) return "";
    const end = write({ type: `${open}-end`, id: `${parts++}` });
    open = null;
    return end;
  };
  const add = (kind: "text" | "reasoning", delta: string) => {
    const before = open === kind ? "" : close() + write({ type: `${kind}-start`, id: `${parts}` });
    open = kind;
    return before + write({ type: `${kind}-delta`, id: `${parts}`, delta });
  };

  return (event) => {
    switch (event.type) {
      case "start":
        run = event.run;
        return write(
          { type: "start", messageId: messageId ?? run.run_id },
          ...tools.answered(),
          { type: "start-step" },
        );
      case "text":
        return add("text", event.text);
      case "reasoning":
        return add("reasoning", event.text);
      case "tool_call":
        return close() + write(...tools.input(event.call));
      case "value":
        return close() + write(
          { type: "data-value", data: event.value, transient: true },
          ...sources.read(event.value).map(toSourcePart),
        );
      case "step":
        return close(); // each speaker has a part of its own
      case "split":
      case "graph":
      case "state":
        return ""; // the updates say it
      case "custom":
        return close() + write({ type: "data-custom", data: event.data, transient: true });
      case "interrupt":
        return close() + write(
          { type: "data-interrupt", data: event.interrupts },
          ...tools.questions(event.interrupts, threadId ?? run?.run_id ?? ""),
        );
      case "updates": {
        const parts = [
          ...sources.read(event.updates).map(toSourcePart),
          ...tools.of(event.updates),
        ];
        return parts.length === 0 ? "" : close() + write(...parts);
      }
      case "end": {
        const { record } = event;
        const filtered = record.finish_reason === "content_filter";
        const finishReason = record.end_reason === "length"
          ? "length"
          : filtered
          ? "content-filter"
          : record.end_reason === "tool_calls" || record.end_reason === "interrupt"
          ? "tool-calls"
          : "stop";
        const output = typeof record.output === "string"
          ? []
          : [{ type: "data-output", data: record.output }];
        return close() + write(
          ...tools.inputEnds(record.tool_calls),
          ...output,
          { type: "data-splits", data: record, transient: true },
          { type: "finish-step" },
          { type: "finish", finishReason, messageMetadata: metadataOf(record, run) },
        ) + "data: [DONE]\n\n";
      }
      case "error":
        return write({ type: "error", errorText: event.failure.message });
    }
  };
}

/** Clients keep it with the message, so that the times of all splits do not belong there. */
function metadataOf({ end_reason, usage, timing }: EndRecord, run: RunStart | null) {
  const { split_ms: _, steps: __, ...times } = timing;
  return { model: run?.model ?? null, end_reason, usage, timing: times };
}

function toSourcePart({ id: sourceId, url, title }: Source) {
  return url === undefined
    ? { type: "source-document", sourceId, mediaType: "text/plain", title }
    : { type: "source-url", sourceId, url, title };
}
