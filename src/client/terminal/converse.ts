import type { Message, StreamInput } from "../stream.ts";
import type { Outcome } from "./view/show_answer.ts";

/** What {@linkcode converse} needs to know. */
export interface ConversationOptions {
  /** Waits for a question; `null` if there will be none. */
  question: () => Promise<string | null>;
  /** Has it answered. */
  answer: (input: StreamInput) => Promise<Outcome>;
}

/**
 * Asks and answers until there is no more question. What was said is sent along
 * with each; an answer that failed was not said, and of one that was stopped,
 * what was seen of it.
 */
export async function converse({ question, answer }: ConversationOptions): Promise<void> {
  const history: Message[] = [];
  for (let asked = await question(); asked !== null; asked = await question()) {
    if (asked.trim() === "") continue;
    const { end, text } = await answer({ user_message: asked, history: [...history] });
    if (end === "failed" || text === "") continue;
    history.push({ role: "user", content: asked }, { role: "assistant", content: text });
  }
}
