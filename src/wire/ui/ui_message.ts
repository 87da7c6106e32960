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
import type { EndRecord, RunStart, StreamEvent } from "../stream_event.ts";
import { type Source, Sources } from "../updates/sources.ts";
import { finishPart } from "./finish_part.ts";
import { TextParts } from "./text_parts.ts";
import { ToolParts, type UIAnswer } from "./tool_parts.ts";

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
    createEncoder() {
      const encoder = new UIMessageEncoder(options);
      return (event) => encoder.encode(event);
    },
  };
}

/** The AI SDK's UI message stream, version 1. */
export const uiMessage: Dialect = uiMessageStream();

class UIMessageEncoder {
  readonly #options: UIMessageStreamOptions;
  readonly #texts = new TextParts();
  readonly #tools: ToolParts;
  readonly #sources = new Sources();
  #run: RunStart | null = null;

  constructor(options: UIMessageStreamOptions) {
    this.#options = options;
    this.#tools = new ToolParts(options.answers ?? []);
  }

  encode(event: StreamEvent): string {
    const text = write(this.#parts(event));
    return event.type === "end" ? `${text}data: [DONE]\n\n` : text;
  }

  #parts(event: StreamEvent): unknown[] {
    switch (event.type) {
      case "start":
        return this.#start(event.run);
      case "text":
      case "reasoning":
        return this.#texts.add(event.type, event.text);
      case "tool_call":
        return [...this.#texts.close(), ...this.#tools.input(event.call)];
      case "value":
        return [
          ...this.#texts.close(),
          { type: "data-value", data: event.value, transient: true },
          ...this.#sources.read(event.value).map(toSourcePart),
        ];
      case "step":
        return this.#texts.close(); // each speaker has a part of its own
      case "split":
      case "graph":
      case "state":
        return []; // the updates say it
      case "custom":
        return [
          ...this.#texts.close(),
          { type: "data-custom", data: event.data, transient: true },
        ];
      case "interrupt":
        return [
          ...this.#texts.close(),
          { type: "data-interrupt", data: event.interrupts },
          ...this.#tools.questions(event.interrupts, this.#waitsIn),
        ];
      case "updates": {
        const parts = [
          ...this.#sources.read(event.updates).map(toSourcePart),
          ...this.#tools.of(event.updates),
        ];
        return parts.length === 0 ? [] : [...this.#texts.close(), ...parts];
      }
      case "end":
        return this.#end(event.record);
      case "error":
        return [{ type: "error", errorText: event.failure.message }];
    }
  }

  #start(run: RunStart): unknown[] {
    this.#run = run;
    const { messageId = run.run_id } = this.#options;
    return [{ type: "start", messageId }, ...this.#tools.answered(), { type: "start-step" }];
  }

  /** The thread in which a graph waits for answers. */
  get #waitsIn(): string {
    return this.#options.threadId ?? this.#run?.run_id ?? "";
  }

  #end(record: EndRecord): unknown[] {
    const { output } = record;
    return [
      ...this.#texts.close(),
      ...this.#tools.inputEnds(record.tool_calls),
      ...(typeof output === "string" ? [] : [{ type: "data-output", data: output }]),
      { type: "data-splits", data: record, transient: true },
      { type: "finish-step" },
      finishPart(record, this.#run),
    ];
  }
}

function write(parts: readonly unknown[]): string {
  return parts.map((part) => `data: ${JSON.stringify(part)}\n\n`).join("");
}

function toSourcePart({ id: sourceId, url, title }: Source) {
  return url === undefined
    ? { type: "source-document", sourceId, mediaType: "text/plain", title }
    : { type: "source-url", sourceId, url, title };
}
