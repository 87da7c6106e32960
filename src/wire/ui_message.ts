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
 * data: {"type":"finish","finishReason":"stop"}
 *
 * data: [DONE]
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
 * An event of a node, and the questions of an interrupted graph:
 *
 * data: {"type":"data-custom","data":{…},"transient":true}
 *
 * data: {"type":"data-interrupt","data":[{"id":"…","value":…}]}
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
import type { Dialect } from "./dialect.ts";
import type { StepUpdates, ToolCall, ToolCallDelta } from "./stream_event.ts";

/** The AI SDK's UI message stream, version 1. */
export const uiMessage: Dialect = {
  name: "ai-sdk",
  contentType: "text/event-stream; charset=utf-8",
  heartbeat: ": ping\n\n",
  frameEnd: "\n\n",
  headers: { "x-vercel-ai-ui-message-stream": "v1" },

  createEncoder() {
    let parts = 0;
    const callIds: string[] = [];
    const told = new Set<string>(); // a supervisor repeats the messages of its agents
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
      const before = open === kind
        ? ""
        : close() + write({ type: `${kind}-start`, id: `${parts}` });
      open = kind;
      return before + write({ type: `${kind}-delta`, id: `${parts}`, delta });
    };

    return (event) => {
      switch (event.type) {
        case "start":
          return write({ type: "start", messageId: event.run.run_id }, { type: "start-step" });
        case "text":
          return add("text", event.text);
        case "reasoning":
          return add("reasoning", event.text);
        case "tool_call":
          return close() + write(...toolInput(event.call, callIds));
        case "value":
          return close() + write({ type: "data-value", data: event.value, transient: true });
        case "step":
          return close(); // each speaker has a part of its own
        case "custom":
          return close() + write({ type: "data-custom", data: event.data, transient: true });
        case "interrupt":
          return close() + write({ type: "data-interrupt", data: event.interrupts });
        case "updates": {
          const tools = toolParts(event.updates, told);
          return tools.length === 0 ? "" : close() + write(...tools);
        }
        case "end": {
          const { record } = event;
          const filtered = record.finish_reason === "content_filter";
          const finishReason = record.end_reason === "length"
            ? "length"
            : filtered
            ? "content-filter"
            : record.end_reason === "tool_calls"
            ? "tool-calls"
            : "stop";
          const output = typeof record.output === "string"
            ? []
            : [{ type: "data-output", data: record.output }];
          return close() + write(
            ...record.tool_calls.map((call, i) => toolInputAvailable(call, callIds[i] ?? null)),
            ...output,
            { type: "data-splits", data: record, transient: true },
            { type: "finish-step" },
            { type: "finish", finishReason },
          ) + "data: [DONE]\n\n";
        }
        case "error":
          return write({ type: "error", errorText: event.failure.message });
      }
    };
  },
};

/** A piece of a tool call for the client. Its first piece opens the part. */
function toolInput({ index, id, name, args }: ToolCallDelta, callIds: string[]): unknown[] {
  const isFirst = callIds[index] === undefined;
  const toolCallId = callIds[index] ??= id ?? crypto.randomUUID();
  return [
    ...(isFirst ? [{ type: "tool-input-start", toolCallId, toolName: name ?? "" }] : []),
    ...(args ? [{ type: "tool-input-delta", toolCallId, inputTextDelta: args }] : []),
  ];
}

function toolInputAvailable({ id, name, args }: ToolCall, callId: string | null) {
  const toolCallId = callId ?? id ?? crypto.randomUUID();
  return { type: "tool-input-available", toolCallId, toolName: name, input: args };
}

interface PlainMessage {
  type: string;
  content: unknown;
  tool_calls?: { id: string; name: string; args: unknown }[];
  tool_call_id?: string;
  status?: string;
}

/** Returns the parts for the tool calls and results in an update. */
function toolParts(updates: StepUpdates, told: Set<string>): unknown[] {
  const messages = Object.values(updates).flatMap((update) => messagesOf(update));
  const calls = messages.flatMap(({ tool_calls = [] }) => tool_calls)
    .filter(({ id }) => isNew(`call ${id}`, told)).map((call) => ({
      type: "tool-input-available",
      toolCallId: call.id,
      toolName: call.name,
      input: call.args,
      dynamic: true,
    }));
  const results = messages
    .filter(({ type, tool_call_id }) => type === "tool" && isNew(`result ${tool_call_id}`, told))
    .map(toResult);
  // Tool results end the step of a model.
  const steps = results.length === 0 ? [] : [{ type: "finish-step" }, { type: "start-step" }];
  return [...calls, ...results, ...steps];
}

/** Whether a key is not in a set yet. Adds it. */
function isNew(key: string, keys: Set<string>): boolean {
  const { size } = keys;
  return keys.add(key).size > size;
}

function toResult({ tool_call_id: toolCallId, status, content }: PlainMessage) {
  return status === "error"
    ? { type: "tool-output-error", toolCallId, errorText: String(content), dynamic: true }
    : { type: "tool-output-available", toolCallId, output: content, dynamic: true };
}

function messagesOf(update: unknown): PlainMessage[] {
  const isObject = typeof update === "object" && update !== null;
  return isObject && "messages" in update && Array.isArray(update.messages) ? update.messages : [];
}
