import { propertyOf } from "../inspect.ts";

/** OpenAI's code for it, which callers are told. */
export const CONTEXT_OVERFLOW = "context_length_exceeded";

/** The codes and types of model servers that have one: OpenAI and Groq; llama.cpp. */
const CODES: ReadonlySet<unknown> = new Set([CONTEXT_OVERFLOW, "exceed_context_size_error"]);

/** The words of those that have none. */
const WORDS: readonly RegExp[] = [
  /context (length|window|size)/i, // vLLM, Mistral, Ollama, LM Studio
  /prompt is too long/i, // Anthropic
  /exceeds the maximum number of tokens/i, // Google
  /input tokens exceed/i, // Azure
  /`inputs` tokens/i, // Hugging Face
  /reduce the length of the messages/i, // Groq
];
/** The statuses with which they say so; in a stream there is none. */
const STATUSES: ReadonlySet<number | null> = new Set([null, 400, 413, 422]);
/** The words are looked for in this many characters. */
const MAX_MESSAGE_LENGTH = 1_000;

/** Whether a model's server refused a conversation that is too long for the model. */
export function isContextOverflow(
  error: unknown,
  { codes, status }: { codes: readonly unknown[]; status: number | null },
): boolean {
  // LangChain's own error has neither a status nor a code.
  if (propertyOf(error, "name") === "ContextOverflowError") return true;
  if (codes.some((code) => CODES.has(code))) return true;
  if (!STATUSES.has(status)) return false;
  // The error of a stream has the server's own words for its cause.
  return [propertyOf(error, "message"), propertyOf(error, "cause")].some((text) =>
    typeof text === "string" &&
    WORDS.some((word) => word.test(text.slice(0, MAX_MESSAGE_LENGTH)))
  );
}
