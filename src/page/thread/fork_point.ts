import type { Question, QuestionThread } from "../answer/question.ts";
import { messagesIn } from "./thread_turns.ts";

/** A state of a thread, as LangGraph's clients read it. */
export interface ThreadState {
  values: unknown;
  checkpoint: { checkpoint_id: string } | null;
  parent_checkpoint: { checkpoint_id: string } | null;
}

/**
 * Finds the checkpoint of a thread before a question, from which another question or the same one
 * begins a branch.
 *
 * @param states the states of the thread, the newest first
 * @returns `null` if the thread does not have it, or has dropped it
 */
export function forkPoint(
  states: readonly ThreadState[],
  { text, history, thread }: Question,
): QuestionThread | null {
  const [head] = states;
  if (head === undefined || thread === undefined) return null;
  const asked = questionsIn(head);
  // Not all that was said is a message of the thread: an answer to the graph is none.
  const before = history.filter(({ role }) => role === "user").reduce((from, { content }) => {
    const place = asked.indexOf(String(content), from);
    return place < 0 ? from : place + 1;
  }, 0);
  const count = asked.indexOf(text, before);
  if (count < 0) return null;

  const byId = new Map(states.map((state) => [state.checkpoint?.checkpoint_id, state]));
  let state: ThreadState | undefined = head;
  while (state !== undefined && questionsIn(state).length > count) {
    state = byId.get(state.parent_checkpoint?.checkpoint_id);
  }
  // Several questions may have come at once, when the thread was told of them.
  if (state?.checkpoint == null || questionsIn(state).length !== count) return null;
  return {
    id: thread.id,
    isNew: count === 0, // nothing was said there, and no system prompt
    checkpoint: state.checkpoint.checkpoint_id,
  };
}

function questionsIn({ values }: ThreadState): string[] {
  return messagesIn(values).filter(({ type }) => type === "human").map(({ text }) => text);
}
