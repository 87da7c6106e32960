import type { BaseMessage } from "@langchain/core/messages";

/** Returns what a provider says beside a message. LangChain's type depends on compiler options. */
export function metadataOf(message: BaseMessage): Record<string, unknown> {
  return message.response_metadata;
}
