import { InputError } from "./input_error.ts";
import { mediaKind, mediaPart } from "./media_part.ts";
import { isObject } from "../../../wire/is_object.ts";

type Fields = Record<string, unknown>;

/** A message of the AI SDK: `{"id","role","parts"}`. */
export interface UIMessageFields {
  /** LangChain's type for its role. */
  type: string;
  parts: unknown;
  /** Its other fields. */
  rest: Fields;
}

/**
 * Reads a message of the AI SDK. An answer has the tools of all its steps among its parts: it becomes
 * a message for each step that called tools, the results, and the text after them. Reasoning, sources
 * and data are what the client shows, and are left out; so is a call without a result, which models'
 * servers refuse.
 *
 * @param pointer the place of the message in the input
 * @throws {InputError} if a part is invalid
 */
export function fromUIMessage({ type, parts, rest }: UIMessageFields, pointer: string): Fields[] {
  if (!Array.isArray(parts)) throw new InputError(`${pointer}/parts`, "must be an array of parts");
  const read = parts.map((part, i) => readPart(part, `${pointer}/parts/${i}`));
  if (type !== "ai") return [{ ...rest, type, content: contentOf(read) }];

  const messages: Fields[] = [];
  let step: Part[] = [];
  for (const part of [...read, { kind: "step" } as const]) {
    if (part.kind !== "step") {
      step.push(part);
      continue;
    }
    const calls = step.filter((it) => it.kind === "call");
    if (calls.length === 0) continue; // the text of steps without calls is one
    messages.push({ type, content: textOf(step), tool_calls: calls.map(({ call }) => call) });
    messages.push(...calls.map(({ result }) => ({ type: "tool", ...result })));
    step = [];
  }
  const text = textOf(step);
  if (text !== "" || messages.length === 0) messages.push({ type, content: text });
  // Ids must differ: a graph replaces a message by another one with its id.
  return messages.map((message, i) => {
    if (i === messages.length - 1 && message.type === type) return { ...rest, ...message };
    return typeof rest.id === "string" ? { id: `${rest.id}-${i}`, ...message } : message;
  });
}

/** What a part is to a model. */
type Part =
  | { kind: "text"; text: string }
  | { kind: "media"; media: Fields }
  | { kind: "call"; call: Fields; result: Fields }
  | { kind: "step" }
  | { kind: "shown" };

function readPart(part: unknown, pointer: string): Part {
  if (!isObject(part) || typeof part.type !== "string") {
    throw new InputError(pointer, "must be a part with a type");
  }
  const { type } = part;
  if (type === "text") {
    if (typeof part.text !== "string") throw new InputError(`${pointer}/text`, "must be a string");
    return { kind: "text", text: part.text };
  }
  if (type === "step-start") return { kind: "step" };
  if (type === "dynamic-tool" || type.startsWith("tool-")) return readTool(part, pointer);
  if (type !== "file") return { kind: "shown" };
  const { url, mediaType = "", filename } = part;
  if (typeof url !== "string" || typeof mediaType !== "string") {
    throw new InputError(pointer, "must have a url and a mediaType");
  }
  const media = mediaPart({ kind: mediaKind(mediaType), url, mimeType: mediaType, filename });
  return { kind: "media", media };
}

/** Reads a call that has a result, or failed, or was denied. */
function readTool(part: Fields, pointer: string): Part {
  const { type, state, toolCallId: id, input, output, errorText } = part;
  const results: Fields = {
    "output-available": { content: asText(output) },
    "output-error": { content: asText(errorText), status: "error" },
    "output-denied": { content: "The user denied the call of the tool.", status: "error" },
  };
  const result = typeof state === "string" ? results[state] : undefined;
  // A question of a graph is no call of a tool.
  if (!isObject(result) || typeof id === "string" && id.startsWith("ask:")) {
    return { kind: "shown" };
  }
  const name = type === "dynamic-tool" ? part.toolName : String(type).slice("tool-".length);
  if (typeof id !== "string") throw new InputError(`${pointer}/toolCallId`, "must be a string");
  if (typeof name !== "string") throw new InputError(`${pointer}/toolName`, "must be a string");
  const args = isObject(input) ? input : {}; // a model's broken arguments are told by the error
  return {
    kind: "call",
    call: { id, name, args },
    result: { ...result, tool_call_id: id },
  };
}

function contentOf(parts: readonly Part[]): unknown {
  const media = parts.flatMap((part) =>
    part.kind === "media" ? [part.media] : part.kind === "text" ? [toTextPart(part)] : []
  );
  return media.every(({ type }) => type === "text")
    ? media.map(({ text }) => text).filter(Boolean).join("\n\n")
    : media;
}

function textOf(parts: readonly Part[]): string {
  const texts = parts.map((part) => part.kind === "text" ? part.text : "");
  return texts.filter(Boolean).join("\n\n");
}

function toTextPart({ text }: { text: string }): Fields {
  return { type: "text", text };
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value) ?? "";
}
