import type { BaseMessage } from "@langchain/core/messages";
import { metadataOf } from "../message/metadata_of.ts";

/** Thrown when the finish reason of a model's server means that the answer is incomplete. */
export class FinishReasonError extends Error {
  override readonly name = "FinishReasonError";
  /** The server's finish reason. */
  readonly reason: string;

  /** @param reason the server's finish reason */
  constructor(reason: string) {
    super("The model's server did not complete the answer");
    this.reason = reason;
  }
}

/** The keys of the finish reason in the integrations of providers. */
const KEYS = ["finish_reason", "finishReason", "stop_reason", "stopReason", "done_reason"] as const;

/**
 * Reads the finish reason of a model. Knows the places where the integrations of providers put it.
 *
 * @param message the model's message, or a chunk of it
 * @param generationInfo the metadata that LangChain puts beside the message
 * @returns the provider's own reason, or `null` if there is none
 */
export function readFinishReason(
  message: BaseMessage,
  generationInfo: Readonly<Record<string, unknown>> = {},
): string | null {
  const metadata = metadataOf(message);
  const sources: Readonly<Record<string, unknown>>[] = [
    generationInfo,
    metadata,
    message.additional_kwargs,
  ];
  for (const source of sources) {
    for (const key of KEYS) {
      const reason = nonEmptyString(source[key]);
      if (reason !== null) return reason;
    }
  }
  // OpenAI's Responses protocol, Bedrock's, and an Ollama too old to give a reason.
  return propertyOf(metadata.incomplete_details, "reason") ??
    propertyOf(metadata.messageStop, "stopReason") ??
    statusOf(metadata.status) ??
    (metadata.done === true ? "stop" : null);
}

/** Whether a finish reason of any provider means that a length limit was reached. */
export function isLimit(reason: string | null): boolean {
  return reason !== null &&
    /^(length|model_length|max_(output_)?tokens|model_context_window_exceeded)$/i.test(reason);
}

/**
 * Whether a finish reason means that the answer is incomplete: `error`,
 * `network_error`, `abort`, DeepSeek's `insufficient_system_resource`, Gemini's
 * `MALFORMED_FUNCTION_CALL`, Cohere's `TIMEOUT`, the Responses protocol's `failed`…
 */
export function isFailure(reason: string): boolean {
  return /error|fail|abort|cancel|time_?out|insufficient|overload|unavailable|malformed|unexpected/i
    .test(reason);
}

/** Returns the status of a completed response in OpenAI's Responses protocol. */
function statusOf(status: unknown): string | null {
  return typeof status === "string" && /^(completed|incomplete|failed|cancelled)$/.test(status)
    ? status
    : null;
}

/** Some servers send an empty finish reason with each delta that is not the last. */
function nonEmptyString(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function propertyOf(value: unknown, key: string): string | null {
  return typeof value === "object" && value !== null
    ? nonEmptyString(Reflect.get(value, key))
    : null;
}
