import { InputError } from "../../run/langchain/input/input_error.ts";
import { mediaKind, mediaPart } from "../../run/langchain/input/media_part.ts";
import { toMessages } from "../../run/langchain/input/to_messages.ts";
import { type Answers, toAnswers } from "./read_answers.ts";
import type { RunInput } from "./read_input.ts";
import { isObject } from "../../wire/is_object.ts";
import { invalid, jsonObject, nonEmptyString } from "./validate.ts";

/** A request of AG-UI: the ids that its reply repeats, and what to run. */
export interface AgUiRequest extends RunInput {
  threadId: string;
  runId: string;
  /** The answers that the run goes on with, in place of the messages; `null` if it is a new one. */
  resume: Answers | null;
  /** The ids of the agent's calls in the messages. */
  knownCalls: string[];
}

/** Roles of messages that are for the front end alone: they are not shown to a model. */
const SHOWN_ONLY: readonly unknown[] = ["reasoning", "activity"];

/**
 * Reads AG-UI's `RunAgentInput`. The front end's tools become OpenAI's, its context a system
 * message, and its state keys of the input beside the messages.
 *
 * @param takesState whether the runnable may take keys beside the messages
 * @throws {HttpError} 422, with a pointer to the invalid value
 */
export function readAgUi(body: unknown, takesState: boolean): AgUiRequest {
  const fields = jsonObject(body, "#");
  const { state } = fields;
  const threadId = nonEmptyString(fields.threadId, "#/threadId");
  const resume = readResume(fields.resume);
  const tools = listOf(fields.tools, "#/tools").map(toTool);
  const messages = [...toContext(fields.context), ...readMessages(fields.messages)];
  const hasState = takesState && isObject(state) && Object.keys(state).length > 0;
  return {
    threadId,
    runId: nonEmptyString(fields.runId, "#/runId"),
    resume,
    knownCalls: callsIn(fields.messages),
    input: hasState
      ? { kind: "value", value: { ...state, messages }, pointer: "#" }
      : { kind: "messages", value: messages, pointer: "#/messages" },
    config: { metadata: { thread_id: threadId } },
    ...(tools.length === 0 ? {} : { sampling: { tools } }),
  };
}

/**
 * Reads the answers to the questions of a graph. A front end that gives up all of them begins a new
 * run; one that gives up some has not approved those.
 */
function readResume(resume: unknown): Answers | null {
  const entries = listOf(resume, "#/resume").map((entry, i) => {
    const pointer = `#/resume/${i}`;
    const { interruptId: id, status, payload } = jsonObject(entry, pointer);
    if (status !== "resolved" && status !== "cancelled") {
      throw invalid(`${pointer}/status`, 'must be "resolved" or "cancelled"');
    }
    const { approved, reason } = isObject(payload) ? payload : {};
    return {
      status,
      answer: {
        id,
        pointer: `${pointer}/interruptId`,
        approved: status === "resolved" && payload !== false && approved !== false,
        ...(typeof reason === "string" ? { reason } : {}),
        ...(payload == null ? {} : { value: payload }),
      },
    };
  });
  const isGivenUp = entries.every(({ status }) => status === "cancelled");
  return isGivenUp ? null : toAnswers(entries.map(({ answer }) => answer));
}

function callsIn(messages: unknown): string[] {
  const calls = listOf(messages, "#/messages").flatMap((message) =>
    isObject(message) && Array.isArray(message.toolCalls) ? message.toolCalls : []
  );
  return calls.flatMap((call) => isObject(call) && typeof call.id === "string" ? [call.id] : []);
}

function toTool(tool: unknown, index: number) {
  const { name, description, parameters } = jsonObject(tool, `#/tools/${index}`);
  return {
    type: "function",
    function: {
      name: nonEmptyString(name, `#/tools/${index}/name`),
      ...(description == null ? {} : { description }),
      ...(parameters == null ? {} : { parameters }),
    },
  };
}

/** What the front end shows at the moment. Many servers take a system message only in front. */
function toContext(context: unknown): unknown[] {
  const lines = listOf(context, "#/context").map((entry, i) => {
    const { description, value } = jsonObject(entry, `#/context/${i}`);
    return `${description}: ${typeof value === "string" ? value : JSON.stringify(value)}`;
  });
  const content = `Context from the application:\n\n${lines.join("\n")}`;
  return lines.length === 0 ? [] : [{ role: "system", content }];
}

/**
 * Reads the messages into OpenAI's form. They are checked here, while their places are those in the
 * request. Calls without a result, as a run that was stopped leaves them, are left out: models'
 * servers refuse them.
 */
function readMessages(sent: unknown): unknown[] {
  if (!Array.isArray(sent)) throw invalid("#/messages", "must be an array of messages");
  const answered = new Set(sent.map((it) => isObject(it) ? it.toolCallId : undefined));
  return sent.flatMap((message, i) => {
    const at = `#/messages/${i}`;
    const { role, ...fields } = jsonObject(message, at);
    if (SHOWN_ONLY.includes(role)) return [];
    const read: Record<string, unknown> = { role, ...fromMessage(fields, { role, at, answered }) };
    if (role === "assistant" && !read.content && read.tool_calls === undefined) return [];
    try {
      toMessages([read], "");
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw invalid(`${at}${error.pointer.replace(/^\/0/, "")}`, error.must);
    }
    return [read];
  });
}

function fromMessage(
  { id, name, content, toolCalls, toolCallId, error, metadata }: Record<string, unknown>,
  { role, at, answered }: { role: unknown; at: string; answered: ReadonlySet<unknown> },
): Record<string, unknown> {
  const isToldFailed = isObject(metadata) && metadata.status === "error"; // by our own event
  const isFailed = role === "tool" && (error != null || isToldFailed);
  const parts = Array.isArray(content)
    ? content.map((part, i) => toPart(part, `${at}/content/${i}`))
    : content ?? undefined;
  const calls = toolCalls == null
    ? null
    : listOf(toolCalls, `${at}/toolCalls`).filter((it) => !isObject(it) || answered.has(it.id));
  return {
    ...(id == null ? {} : { id }),
    ...(name == null ? {} : { name }),
    content: isFailed && !parts ? error ?? "" : parts,
    ...(isFailed ? { status: "error" } : {}),
    ...(calls == null || calls.length === 0 ? {} : { tool_calls: calls }),
    ...(role === "tool" ? { tool_call_id: nonEmptyString(toolCallId, `${at}/toolCallId`) } : {}),
  };
}

function toPart(part: unknown, at: string): unknown {
  if (!isObject(part)) return part;
  const { type, text, source, mimeType, data, url, filename } = part;
  if (type === "text") return { type, text };
  if (type === "binary") return fromSource(data === undefined ? { url } : { data }); // before 1.0
  if (!isObject(source)) return part;
  const { type: form, value } = source;
  if (form === "data") return fromSource({ data: value });
  if (form === "url") return fromSource({ url: value });
  throw invalid(`${at}/source/type`, 'must be "data" or "url"');

  function fromSource(from: { data?: unknown; url?: unknown }) {
    const given = isObject(source) ? source.mimeType : mimeType;
    const mime = typeof given === "string" ? given : undefined;
    const kind = type === "image" || type === "audio" ? type : mediaKind(mime ?? "");
    const address = "data" in from ? from.data : from.url;
    if (typeof address !== "string") throw invalid(at, "must have a text as data or url");
    return mediaPart({
      kind,
      url: "data" in from ? `data:${mime ?? ""};base64,${address}` : address,
      mimeType: mime,
      filename,
    });
  }
}

function listOf(value: unknown, pointer: string): unknown[] {
  if (value == null) return [];
  if (!Array.isArray(value)) throw invalid(pointer, "must be an array");
  return value;
}
