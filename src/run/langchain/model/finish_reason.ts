import type { BaseMessage } from "@langchain/core/messages";

/** The model's server says, by its finish reason, that it did not finish the answer. */
export class FinishReasonError extends Error {
  override readonly name = "FinishReasonError";
  /** The reason, in the server's word. */
  readonly reason: string;

  /** @param reason the server's word */
  constructor(reason: string) {
    super("The model's server broke off the answer");
    this.reason = reason;
  }
}

/** Where providers' integrations put the reason, in a message's metadata or beside it. */
const KEYS = ["finish_reason", "finishReason", "stop_reason", "stopReason", "done_reason"] as const;

/**
 * Reads why a model stopped, wherever its provider's integration puts it.
 *
 * @param message the model's message, or a chunk of it
 * @param generationInfo what LangChain has put beside the message
 * @returns the reason in the provider's word, or `null` if there is none here
 */
export function readFinishReason(
  message: BaseMessage,
  generationInfo: Readonly<Record<string, unknown>> = {},
): string | null {
  const { response_metadata: metadata, additional_kwargs: extra } = message;
  for (const source of [generationInfo, metadata, extra]) {
    for (const key of KEYS) {
      const reason = word(source[key]);
      if (reason !== null) return reason;
    }
  }
  // OpenAI's Responses protocol, Bedrock's, and an Ollama too old to give a reason.
  return propertyOf(metadata.incomplete_details, "reason") ??
    propertyOf(metadata.messageStop, "stopReason") ??
    statusOf(metadata.status) ??
    (metadata.done === true ? "stop" : null);
}

/** Whether a finish reason means that a limit was met, in any provider's word. */
export function isLimit(reason: string | null): boolean {
  return reason !== null &&
    /^(length|model_length|max_(output_)?tokens|model_context_window_exceeded)$/i.test(reason);
}

/**
 * Whether a finish reason means that the answer was broken off: `error`,
 * `network_error`, `abort`, DeepSeek's `insufficient_system_resource`, Gemini's
 * `MALFORMED_FUNCTION_CALL`, Cohere's `TIMEOUT`, the Responses protocol's `failed`…
 */
export function isFailure(reason: string): boolean {
  return /error|fail|abort|cancel|time_?out|insufficient|overload|unavailable|malformed|unexpected/i
    .test(reason);
}

/** The Responses protocol's status of a response that has ended. */
function statusOf(status: unknown): string | null {
  return typeof status === "string" && /^(completed|incomplete|failed|cancelled)$/.test(status)
    ? status
    : null;
}

/** Some servers send an empty finish reason with each delta that is not the last. */
function word(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function propertyOf(value: unknown, key: string): string | null {
  return typeof value === "object" && value !== null ? word(Reflect.get(value, key)) : null;
}
