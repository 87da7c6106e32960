import { ChatInput, type ChatMessage } from "../runnables/chat_input.ts";
import { asObject, asText, isObject, misfit } from "./expect.ts";

/** Each name of a role in a client's words: OpenAI's, LangChain's, and its classes'. */
const ROLES: ReadonlyMap<unknown, ChatMessage["role"]> = new Map(
  Object.entries({
    system: ["system", "developer", "SystemMessage"],
    user: ["user", "human", "HumanMessage", "HumanMessageChunk"],
    assistant: ["assistant", "ai", "AIMessage", "AIMessageChunk"],
  }).flatMap(([role, names]) => names.map((name) => [name, role as ChatMessage["role"]] as const)),
);

/**
 * Reads a conversation whose last message is the user's.
 *
 * @throws {HttpError} 422, with a pointer to what does not fit
 */
export function readConversation(value: unknown, at: string): ChatInput {
  const messages = readMessages(value, at);
  const last = messages.at(-1);
  if (last?.role !== "user") throw misfit(at, 'must end with a message of role "user"');
  const said = asText(last.content, `${at}/${messages.length - 1}/content`);
  return new ChatInput(said, messages.slice(0, -1).filter(isSaid));
}

/**
 * Reads messages in the forms that clients send: `{"role","content"}`, the AI
 * SDK's `{"role","parts"}`, and LangChain's `{"type","content"}`,
 * `["human","…"]` and `{"lc":1,…}`. Of content in parts the text counts.
 *
 * @throws {HttpError} 422, with a pointer to what does not fit
 */
export function readMessages(value: unknown, at: string): ChatMessage[] {
  if (!Array.isArray(value)) throw misfit(at, "must be an array of messages");
  return value.map((message, i) => readMessage(message, `${at}/${i}`));
}

function readMessage(message: unknown, at: string): ChatMessage {
  if (Array.isArray(message)) return toMessage(message[0], message[1], at);
  const fields = asObject(message, at);
  if (fields.lc === 1 && Array.isArray(fields.id)) {
    return toMessage(fields.id.at(-1), asObject(fields.kwargs, `${at}/kwargs`).content, at);
  }
  return toMessage(fields.role ?? fields.type, fields.parts ?? fields.content, at);
}

function toMessage(name: unknown, content: unknown, at: string): ChatMessage {
  const role = ROLES.get(name);
  if (role === undefined) throw misfit(`${at}/role`, 'must be "system", "user" or "assistant"');
  // An assistant's message may have been a tool call, and nothing else.
  if (role === "assistant" && content == null) return { role, content: "" };
  return { role, content: readContent(content, `${at}/content`) };
}

function readContent(content: unknown, at: string): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) throw misfit(at, "must be a string or an array of parts");
  return content.map((part, i) => readPart(part, `${at}/${i}`)).join("");
}

function readPart(part: unknown, at: string): string {
  if (typeof part === "string") return part;
  if (!isObject(part)) throw misfit(at, "must be a part");
  const { type, text } = part;
  if (type === "text" && typeof text === "string") return text;
  if (type === "text" || MEDIA.test(String(type))) {
    throw misfit(at, "must be a part of text: images, audio and files are not read here");
  }
  return ""; // steps, reasoning, tool calls and what else a client keeps of an answer
}

const MEDIA = /image|audio|video|file/;

function isSaid({ role, content }: ChatMessage): boolean {
  return role !== "assistant" || content !== "";
}
