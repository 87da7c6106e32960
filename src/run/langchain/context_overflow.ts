import { propertyOf } from "../inspect.ts";

/** OpenAI's code for a conversation that is too long. Callers receive it, too. */
export const CONTEXT_OVERFLOW = "context_length_exceeded";

/** The error codes and types of model servers: OpenAI and Groq; llama.cpp. */
const CODES: ReadonlySet<unknown> = new Set([CONTEXT_OVERFLOW, "exceed_context_size_error"]);

/** The messages of model servers that have no code. */
const PATTERNS: readonly RegExp[] = [
  /context (length|window|size)/i, // vLLM, Mistral, Ollama, LM Studio
  /prompt is too long/i, // Anthropic
  /exceeds the maximum number of tokens/i, // Google
  /input tokens exceed/i, // Azure
  /`inputs` tokens/i, // Hugging Face
  /reduce the length of the messages/i, // Groq
];
/** The statuses of these messages; `null` in a stream. */
const STATUSES: ReadonlySet<number | null> = new Set([null, 400, 413, 422]);
/** How many characters of a message are searched. */
const MAX_MESSAGE_LENGTH = 1_000;

/** Whether a model's server refused a conversation because it is too long for the model. */
export function isContextOverflow(
  error: unknown,
  { codes, status }: { codes: readonly unknown[]; status: number | null },
): boolean {
  // LangChain's own error has neither a status nor a code.
  if (propertyOf(error, "name") === "ContextOverflowError") return true;
  if (codes.some((code) => CODES.has(code))) return true;
  if (!STATUSES.has(status)) return false;
  // An error in a stream has the server's message as its cause.
  return [propertyOf(error, "message"), propertyOf(error, "cause")].some((text) =>
    typeof text === "string" &&
    PATTERNS.some((pattern) => pattern.test(text.slice(0, MAX_MESSAGE_LENGTH)))
  );
}
