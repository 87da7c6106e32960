import { agUi } from "./ag_ui/ag_ui.ts";
import type { Dialect } from "./dialect.ts";
import { langGraph } from "./langgraph.ts";
import { ndjson } from "./ndjson.ts";
import { openAIChat } from "./openai_chat.ts";
import { openAIResponses } from "./openai_responses.ts";
import { sse } from "./sse.ts";
import { text } from "./text.ts";
import { uiMessage } from "./ui/ui_message.ts";

/** The dialects that `Accept` chooses from. The first is the default. */
export const dialects: readonly Dialect[] = [sse, ndjson, text];

/** Returns the dialect with a name, for a reply that was begun elsewhere. */
export function dialectNamed(name: string): Dialect | undefined {
  const others = [uiMessage, openAIChat(), openAIResponses(), agUi(), langGraph({ hasIds: true })];
  return [...dialects, ...others].find((dialect) => dialect.name === name);
}
