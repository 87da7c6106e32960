import { ChatInput, type ChatMessage } from "../../run/langchain/chat_input.ts";
import { invalid, jsonObject, nonEmptyString } from "./validate.ts";

/** The names that clients use for roles: OpenAI's, LangChain's, and LangChain's class names. */
const ROLES: ReadonlyMap<unknown, ChatMessage["role"]> = new Map(
  Object.entries({
    system: ["system", "developer", "SystemMessage"],
    user: ["user", "human", "HumanMessage", "HumanMessageChunk"],
    assistant: ["assistant", "ai", "AIMessage", "AIMessageChunk"],
  }).flatMap(([role, names]) => names.map((name) => [name, role as ChatMessage["role"]] as const)),
);

/** The results of tools, which clients keep with an answer. They are ignored. */
const TOOLS: ReadonlySet<unknown> = new Set([
  "tool",
  "function",
  "ToolMessage",
  "ToolMessageChunk",
  "FunctionMessage",
]);

/** Parts of a user's message that cannot be ignored without spoiling the answer. */
const MEDIA: ReadonlySet<unknown> = new Set([
  "file",
  "image",
  "image_url",
  "input_image",
  "audio",
  "input_audio",
  "video",
  "video_url",
  "input_file",
]);

/**
 * Reads a conversation whose last message is the user's.
 *
 * @throws {HttpError} 422, with a pointer to the invalid value
 */
export function readConversation(value: unknown, pointer: string): ChatInput {
  const messages = readMessages(value, pointer);
  const last = messages.at(-1);
  if (last?.role !== "user") throw invalid(pointer, 'must end with a message of role "user"');
  const index = Array.isArray(value) ? value.length - 1 : 0; // `messages` lacks tool results
  const question = nonEmptyString(last.content, `${pointer}/${index}/content`);
  return new ChatInput(question, messages.slice(0, -1).filter(hasContent));
}

/**
 * Reads messages in the forms that clients send: `{"role","content"}`, the AI SDK's
 * `{"role","parts"}`, and LangChain's `{"type","content"}`, `["human","…"]` and `{"lc":1,…}`. Reads
 * only the text of content that has parts.
 *
 * @throws {HttpError} 422, with a pointer to the invalid value
 */
export function readMessages(value: unknown, pointer: string): ChatMessage[] {
  if (!Array.isArray(value)) throw invalid(pointer, "must be an array of messages");
  return value.map((message, i) => readMessage(message, `${pointer}/${i}`))
    .filter((message) => message !== null);
}

function readMessage(message: unknown, pointer: string): ChatMessage | null {
  if (Array.isArray(message)) {
    return toMessage(message[0], { content: message[1], pointer: `${pointer}/1` });
  }
  const fields = jsonObject(message, pointer);
  if (fields.lc === 1 && Array.isArray(fields.id)) {
    const { content } = jsonObject(fields.kwargs, `${pointer}/kwargs`);
    return toMessage(fields.id.at(-1), { content, pointer: `${pointer}/kwargs/content` });
  }
  const key = fields.parts === undefined ? "content" : "parts";
  return toMessage(fields.role ?? fields.type, {
    content: fields[key],
    pointer: `${pointer}/${key}`,
  });
}

/** @param name the role or type @param options the content, and its JSON pointer */
function toMessage(
  name: unknown,
  { content, pointer }: { content: unknown; pointer: string },
): ChatMessage | null {
  if (TOOLS.has(name)) return null;
  const role = ROLES.get(name);
  if (role === undefined) {
    throw invalid(pointer.replace(/[^/]*$/, "role"), 'must be "system", "user" or "assistant"');
  }
  // An assistant's message may consist of tool calls only.
  if (content == null && role === "assistant") return { role, content: "" };
  if (typeof content === "string") return { role, content };
  if (!Array.isArray(content)) throw invalid(pointer, "must be a string or an array of parts");
  const texts = content.map((part, i) => readPart(part, { role, pointer: `${pointer}/${i}` }));
  // The AI SDK's text parts are separate blocks, one for each step of an agent.
  const between = pointer.endsWith("/parts") ? "\n\n" : "";
  return { role, content: texts.filter((text) => text !== "").join(between) };
}

/** Returns the text of a part: empty for the other parts that clients keep of an answer. */
function readPart(part: unknown, { role, pointer }: { role: string; pointer: string }): string {
  if (typeof part === "string") return part;
  const { type, text, refusal } = jsonObject(part, pointer);
  if (type === "text" && typeof text === "string") return text;
  if (type === "refusal" && typeof refusal === "string") return refusal;
  if (type === "text" || role === "user" && MEDIA.has(type)) {
    throw invalid(pointer, "must be a text part: images, audio and files are not supported");
  }
  return "";
}

function hasContent({ role, content }: ChatMessage): boolean {
  return role !== "assistant" || content !== "";
}
