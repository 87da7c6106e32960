import { assertEquals } from "@std/assert";
import { toFailure } from "../../../src/run/failure.ts";

/** Returns the error of OpenAI's client for a reply. */
function apiError(status: number | undefined, body: Record<string, unknown>): Error {
  const { code, type, message = "no" } = body;
  return Object.assign(new Error(`${status ?? ""} ${message}`), {
    status,
    error: body,
    code,
    type,
  });
}

const overflows: [server: string, status: number | undefined, body: Record<string, unknown>][] = [
  ["OpenAI", 400, { code: "context_length_exceeded" }],
  ["OpenAI, in a stream", undefined, { code: "context_length_exceeded" }],
  ["Groq", 400, { message: "Please reduce the length of the messages or completion." }],
  ["llama.cpp", 400, { code: 400, type: "exceed_context_size_error" }],
  ["vLLM", 400, {
    message: "This model's maximum context length is 4096 tokens. However, you requested 5000.",
  }],
  ["Mistral", 400, {
    message: "Prompt is too large for a model with 32768 maximum context length.",
  }],
  ["Anthropic", 400, { message: "prompt is too long: 201234 tokens > 200000 maximum" }],
  ["Google", 400, {
    message: "The input token count (9) exceeds the maximum number of tokens allowed (8).",
  }],
  ["Azure", 400, { message: "Input tokens exceed the configured limit of 8 tokens." }],
  ["Hugging Face", 422, {
    message: "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096.",
  }],
  ["Ollama", 400, { message: "the input length exceeds the context length" }],
];
for (const [server, status, body] of overflows) {
  Deno.test(`toFailure() detects a conversation that is too long for ${server}`, () => {
    assertEquals(toFailure(apiError(status, body)), {
      status_code: 413,
      message: "The conversation is too long for the model.",
      code: "context_length_exceeded",
      refusal: status ?? 400,
      retryAfter: null,
    });
  });
}

Deno.test("toFailure() detects LangChain's ContextOverflowError, which has no status", () => {
  const error = Object.assign(new Error("no"), { name: "ContextOverflowError" });
  assertEquals(toFailure(error).code, "context_length_exceeded");
});

Deno.test("toFailure() does not take a server error for a refusal", () => {
  const failure = toFailure(apiError(500, { message: "The context window service is down." }));
  assertEquals([failure.status_code, failure.code], [502, undefined]);
});
