import type { Message } from "../stream.ts";
import type { Asked } from "./to_request.ts";
import type { Outcome } from "./view/show_answer.ts";

/** Options for {@linkcode converse}. */
export interface ConversationOptions {
  /** Reads a question. Resolves with `null` at the end. */
  question: () => Promise<string | null>;
  /** Answers a question. */
  answer: (asked: Asked) => Promise<Outcome>;
}

/**
 * Holds a conversation until there are no more questions. Each question is sent with the messages
 * before it. A failed answer is left out; of one that was stopped, or whose connection was lost, the
 * visible part is kept.
 */
export async function converse({ question, answer }: ConversationOptions): Promise<void> {
  const history: Message[] = [];
  for (let asked = await question(); asked !== null; asked = await question()) {
    if (asked.trim() === "") continue;
    const { end, text } = await answer({ question: asked, history: [...history] });
    if (end === "failed" || text === "") continue;
    history.push({ role: "user", content: asked }, { role: "assistant", content: text });
  }
}
