import {
  type BaseMessage,
  coerceMessageLikeToMessage,
  isBaseMessage,
} from "@langchain/core/messages";
import { InputError } from "./input_error.ts";
import { fromUIMessage } from "./ui_message.ts";
import { isObject } from "../../../wire/is_object.ts";

export type { BaseMessage };

/** The names that clients use for roles, by LangChain's: OpenAI's, and LangChain's own. */
export const ROLES = {
  system: ["system"],
  developer: ["developer"],
  human: ["user", "human"],
  ai: ["assistant", "ai"],
  tool: ["tool"],
  remove: ["remove"],
} as const;

/** LangChain's type of a message by the names that clients use, LangChain's class names included. */
const TYPES: ReadonlyMap<unknown, string> = new Map(
  [
    ...Object.entries(ROLES),
    ...["System", "Human", "AI", "Tool", "Remove"].map((name) =>
      [name.toLowerCase(), [`${name}Message`, `${name}MessageChunk`]] as const
    ),
  ].flatMap(([type, names]) => names.map((name) => [name, type] as const)),
);

/**
 * Converts messages in the forms that clients send to LangChain's: `{"role","content"}` with
 * OpenAI's names, LangChain's `{"type","content"}`, `["human","…"]` and `{"lc":1,…}`, the AI SDK's
 * `{"role","parts"}`, and strings, which the user says. Text, images, audio, files, tool calls,
 * tool results, names and ids are kept.
 *
 * @param pointer the place of the messages in the input
 * @throws {InputError} if a value is not a message
 */
export function toMessages(value: unknown, pointer: string): BaseMessage[] {
  if (!Array.isArray(value)) throw new InputError(pointer, "must be an array of messages");
  return value.flatMap((message, i) => toMessage(message, `${pointer}/${i}`));
}

/**
 * Converts one message. An answer of the AI SDK may become several.
 *
 * @throws {InputError} if the value is not a message
 */
export function toMessage(value: unknown, pointer: string): BaseMessage[] {
  if (isBaseMessage(value)) return [value];
  const { fields, at } = fieldsOf(value, pointer);
  const name = fields.role ?? fields.type;
  const type = TYPES.get(name);
  if (type === undefined) {
    const must = 'must be "system", "user", "assistant" or "tool"';
    throw new InputError(
      `${at}/${"role" in fields || !("type" in fields) ? "role" : "type"}`,
      must,
    );
  }
  const { role: _, type: __, parts, ...rest } = fields;
  if (parts === undefined) return [fromFields(rest, { type, at })];
  return fromUIMessage({ type, parts, rest }, at)
    .map(({ type, ...rest }) => fromFields(rest, { type: String(type), at }));
}

function fromFields(
  rest: Record<string, unknown>,
  { type, at }: { type: string; at: string },
): BaseMessage {
  checkContent(rest, { type, pointer: at });
  if (type === "ai") {
    rest.tool_calls = toToolCalls(rest.tool_calls ?? [], `${at}/tool_calls`);
    Object.assign(rest, withReasoning(rest));
  }
  if (type === "tool" && typeof rest.tool_call_id !== "string") {
    throw new InputError(`${at}/tool_call_id`, "must be a string");
  }
  if (type === "remove" && typeof rest.id !== "string") {
    throw new InputError(`${at}/id`, "must be a string");
  }
  return coerceMessageLikeToMessage({ ...rest, type } as never);
}

/** Whether a value looks like a message in one of the forms that {@linkcode toMessage} reads. */
export function isMessageLike(value: unknown): boolean {
  if (isBaseMessage(value)) return true;
  if (Array.isArray(value)) return value.length === 2 && TYPES.has(value[0]);
  if (!isObject(value)) return false;
  if (value.lc === 1 && Array.isArray(value.id)) return TYPES.has(value.id.at(-1));
  return TYPES.has(value.role ?? value.type);
}

/** Returns the fields of a message, and the place that they are in. */
function fieldsOf(
  value: unknown,
  pointer: string,
): { fields: Record<string, unknown>; at: string } {
  if (typeof value === "string") return { fields: { type: "human", content: value }, at: pointer };
  if (Array.isArray(value)) {
    const [type, content] = value;
    return { fields: { type, content }, at: pointer };
  }
  if (!isObject(value)) throw new InputError(pointer, "must be a message");
  if (value.lc !== 1 || !Array.isArray(value.id)) return { fields: value, at: pointer };
  if (!isObject(value.kwargs)) throw new InputError(`${pointer}/kwargs`, "must be an object");
  return { fields: { ...value.kwargs, type: value.id.at(-1) }, at: `${pointer}/kwargs` };
}

function checkContent(
  fields: Record<string, unknown>,
  { type, pointer }: { type: string; pointer: string },
): void {
  const { content, refusal } = fields;
  // An assistant's message may be a refusal, or tool calls only; a removal has no content.
  if (content == null && (type === "ai" || type === "remove")) {
    fields.content = type === "ai" && typeof refusal === "string" ? refusal : "";
    return;
  }
  if (typeof content === "string") return;
  if (!Array.isArray(content)) {
    throw new InputError(`${pointer}/content`, "must be a string or an array of parts");
  }
  const parts = content.map((part, i) => toPart(part, `${pointer}/content/${i}`));
  // Many servers of models take only a string where there is only text.
  const isText = parts.every((part) => part.type === "text" && Object.keys(part).length === 2);
  fields.content = isText ? parts.map(({ text }) => text).join("") : parts;
}

/** LangChain passes on parts of any type. A refusal is text that an assistant said. */
function toPart(part: unknown, pointer: string): Record<string, unknown> {
  if (typeof part === "string") return { type: "text", text: part };
  if (!isObject(part) || typeof part.type !== "string") {
    throw new InputError(pointer, "must be a part with a type");
  }
  if (part.type === "refusal") return { type: "text", text: part.refusal };
  if (part.type === "text" && typeof part.text !== "string") {
    throw new InputError(`${pointer}/text`, "must be a string");
  }
  return part;
}

/** Keeps the reasoning of a message where LangChain has it: reasoners want it back with tool calls. */
function withReasoning(
  { reasoning, reasoning_content: thought = reasoning, additional_kwargs: extra }: Record<
    string,
    unknown
  >,
): object {
  if (typeof thought !== "string" || thought === "") return {};
  return {
    additional_kwargs: { ...(isObject(extra) ? extra : {}), reasoning_content: thought },
  };
}

/** Reads tool calls in LangChain's form and in OpenAI's. */
function toToolCalls(calls: unknown, pointer: string): unknown[] {
  if (!Array.isArray(calls)) throw new InputError(pointer, "must be an array of tool calls");
  return calls.map((call, i) => {
    const at = `${pointer}/${i}`;
    if (!isObject(call)) throw new InputError(at, "must be a tool call");
    if (!isObject(call.function)) {
      if (typeof call.name !== "string") throw new InputError(`${at}/name`, "must be a string");
      return { id: call.id, name: call.name, args: call.args ?? {}, type: "tool_call" };
    }
    const { name, arguments: args } = call.function;
    if (typeof name !== "string") throw new InputError(`${at}/function/name`, "must be a string");
    return {
      id: call.id,
      name,
      args: toArguments(args, `${at}/function/arguments`),
      type: "tool_call",
    };
  });
}

function toArguments(json: unknown, pointer: string): unknown {
  if (json === "" || json === undefined) return {};
  try {
    const args: unknown = JSON.parse(String(json));
    if (isObject(args)) return args;
  } catch {
    // The error below says it.
  }
  throw new InputError(pointer, "must be the JSON of an object");
}
