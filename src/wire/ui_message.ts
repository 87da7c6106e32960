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
import { type AgentCall, type AgentResult, AgentTools } from "./updates/agent_tools.ts";
import type { Dialect } from "./dialect.ts";
import { type Question, questionsOf } from "./updates/questions.ts";
import { type Source, Sources } from "./updates/sources.ts";
import type {
  EndRecord,
  RunStart,
  StepUpdates,
  StreamEvent,
  ToolCall,
  ToolCallDelta,
} from "./stream_event.ts";

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

/** An answer to a question, as the client shows it. */
export interface UIAnswer {
  /** The tool call that was asked about. */
  readonly toolCallId: string;
  /** Whether the tool is run. */
  readonly isApproved: boolean;
  /** Whether the call is the question itself, so that nothing else completes it. */
  readonly isQuestion: boolean;
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
  const denied = new Set(
    answers.filter(({ isApproved }) => !isApproved).map(({ toolCallId }) => toolCallId),
  );
  let parts = 0;
  const callIds = new Map<number, string>();
  const tools = new AgentTools();
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
          ...answers.filter(({ isQuestion }) => isQuestion).map(toAnswered),
          { type: "start-step" },
        );
      case "text":
        return add("text", event.text);
      case "reasoning":
        return add("reasoning", event.text);
      case "tool_call":
        return close() + write(...toolInput(event.call, { callIds, tools }));
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
          ...questionsOf(event.interrupts, threadId ?? run?.run_id ?? "")
            .flatMap((question) => approvalParts(question, tools)),
        );
      case "updates": {
        const parts = [
          ...sources.read(event.updates).map(toSourcePart),
          ...toolParts(event.updates, { tools, denied }),
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
          ...record.tool_calls.map((call, i) => toolInputEnd(call, [...callIds.values()][i])),
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

/** A piece of a tool call for the client. Its first piece opens the part. */
function toolInput(
  { index, id, name, args }: ToolCallDelta,
  { callIds, tools }: { callIds: Map<number, string>; tools: AgentTools },
): unknown[] {
  const known = callIds.get(index);
  const toolCallId = known ?? id ?? crypto.randomUUID();
  callIds.set(index, toolCallId);
  tools.skip(toolCallId);
  return [
    ...(known === undefined
      ? [{ type: "tool-input-start", toolCallId, toolName: name ?? "" }]
      : []),
    ...(args ? [{ type: "tool-input-delta", toolCallId, inputTextDelta: args }] : []),
  ];
}

/** The client must not make a call whose arguments are not whole. */
function toolInputEnd({ id, name: toolName, args: input }: ToolCall, callId: string | undefined) {
  const call = { toolCallId: callId ?? id ?? crypto.randomUUID(), toolName, input };
  if (typeof input !== "string") return { type: "tool-input-available", ...call };
  const errorText = "The model did not complete the arguments of the call.";
  return { type: "tool-input-error", ...call, errorText };
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

/** Returns the parts for the tool calls and results in an update. */
function toolParts(
  updates: StepUpdates,
  { tools, denied }: { tools: AgentTools; denied: ReadonlySet<string> },
): unknown[] {
  const { calls, results } = tools.read(updates);
  // Tool results end the step of a model.
  const steps = results.length === 0 ? [] : [{ type: "finish-step" }, { type: "start-step" }];
  return [...calls.map(toCall), ...results.map((it) => toResult(it, denied)), ...steps];
}

/** Asks about a call that the client knows, or about one that is the question. */
function approvalParts({ id, call, value }: Question, tools: AgentTools): unknown[] {
  const known = call === null ? undefined : tools.takeOpen(call);
  const input = { toolCallId: id, toolName: call?.name ?? "interrupt", input: call?.args ?? value };
  return [
    ...(known === undefined ? [{ type: "tool-input-available", ...input, dynamic: true }] : []),
    { type: "tool-approval-request", approvalId: id, toolCallId: known ?? id },
  ];
}

function toAnswered({ toolCallId, isApproved }: UIAnswer) {
  return isApproved
    ? { type: "tool-output-available", toolCallId, output: true, dynamic: true }
    : { type: "tool-output-denied", toolCallId };
}

function toCall({ id: toolCallId, name: toolName, args: input }: AgentCall) {
  return { type: "tool-input-available", toolCallId, toolName, input, dynamic: true };
}

function toResult(
  { callId: toolCallId, isError, content }: AgentResult,
  denied: ReadonlySet<string>,
) {
  if (isError && denied.has(toolCallId)) return { type: "tool-output-denied", toolCallId };
  return isError
    ? { type: "tool-output-error", toolCallId, errorText: String(content), dynamic: true }
    : { type: "tool-output-available", toolCallId, output: content, dynamic: true };
}
