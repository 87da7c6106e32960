import { ChatInput, type ChatMessage } from "../../run/langchain/chat_input.ts";
import { invalid, jsonObject, nonEmptyString } from "./validate.ts";

/** Each name of a role in a client's words: OpenAI's, LangChain's, and its classes'. */
const ROLES: ReadonlyMap<unknown, ChatMessage["role"]> = new Map(
  Object.entries({
    system: ["system", "developer", "SystemMessage"],
    user: ["user", "human", "HumanMessage", "HumanMessageChunk"],
    assistant: ["assistant", "ai", "AIMessage", "AIMessageChunk"],
  }).flatMap(([role, names]) => names.map((name) => [name, role as ChatMessage["role"]] as const)),
);

/** What tools have said: a client keeps it with an answer, which is read without. */
const TOOLS: ReadonlySet<unknown> = new Set([
  "tool",
  "function",
  "ToolMessage",
  "ToolMessageChunk",
  "FunctionMessage",
]);

/** Parts of a user's message that the answer would miss. */
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
 * @throws {HttpError} 422, with a pointer to what does not fit
 */
export function readConversation(value: unknown, pointer: string): ChatInput {
  const messages = readMessages(value, pointer);
  const last = messages.at(-1);
  if (last?.role !== "user") throw invalid(pointer, 'must end with a message of role "user"');
  const index = Array.isArray(value) ? value.length - 1 : 0; // what tools said is left out
  const said = nonEmptyString(last.content, `${pointer}/${index}/content`);
  return new ChatInput(said, messages.slice(0, -1).filter(isSaid));
}

/**
 * Reads messages in the forms that clients send: `{"role","content"}`, the AI
 * SDK's `{"role","parts"}`, and LangChain's `{"type","content"}`,
 * `["human","…"]` and `{"lc":1,…}`. Of content in parts the text counts.
 *
 * @throws {HttpError} 422, with a pointer to what does not fit
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

/** `pointer` is where the content stands. */
function toMessage(
  name: unknown,
  { content, pointer }: { content: unknown; pointer: string },
): ChatMessage | null {
  if (TOOLS.has(name)) return null;
  const role = ROLES.get(name);
  if (role === undefined) {
    throw invalid(pointer.replace(/[^/]*$/, "role"), 'must be "system", "user" or "assistant"');
  }
  // An assistant's message may have been a tool call, and nothing else.
  if (content == null && role === "assistant") return { role, content: "" };
  if (typeof content === "string") return { role, content };
  if (!Array.isArray(content)) throw invalid(pointer, "must be a string or an array of parts");
  const texts = content.map((part, i) => readPart(part, { role, pointer: `${pointer}/${i}` }));
  // The AI SDK's parts of text are blocks of their own, of an agent's steps.
  const between = pointer.endsWith("/parts") ? "\n\n" : "";
  return { role, content: texts.filter((text) => text !== "").join(between) };
}

/** The text of a part; none for what else a client keeps of an answer. */
function readPart(part: unknown, { role, pointer }: { role: string; pointer: string }): string {
  if (typeof part === "string") return part;
  const { type, text, refusal } = jsonObject(part, pointer);
  if (type === "text" && typeof text === "string") return text;
  if (type === "refusal" && typeof refusal === "string") return refusal;
  if (type === "text" || role === "user" && MEDIA.has(type)) {
    throw invalid(pointer, "must be a part of text: images, audio and files are not read here");
  }
  return "";
}

function isSaid({ role, content }: ChatMessage): boolean {
  return role !== "assistant" || content !== "";
}
