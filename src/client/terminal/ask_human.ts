import type { Interrupt } from "../stream.ts";
import { jsonOrText } from "../json_or_text.ts";
import { type HumanAnswer, toResume } from "../to_resume.ts";
import { type Question, questionsOf } from "../../wire/updates/questions.ts";
import type { Messages } from "./messages/messages.ts";
import { oneLine } from "./view/one_line.ts";

/** Options for {@linkcode askHuman}. */
export interface AskHumanOptions {
  messages: Messages;
  /** Shows a line. */
  tell: (line: string) => Promise<void>;
  /** Reads an answer; `null` to show the questions only. It resolves with `null` at the end. */
  read: (() => Promise<string | null>) | null;
}

/**
 * Shows what a graph asks, and reads the answers: yes or no for a tool call, JSON or a text for
 * anything else.
 *
 * @returns what to resume the graph with; `undefined` if there is no answer
 */
export async function askHuman(
  interrupts: readonly Interrupt[],
  { messages, tell, read }: AskHumanOptions,
): Promise<unknown> {
  const answers: HumanAnswer[] = [];
  for (const question of questionsOf(interrupts, "")) {
    await tell(wordsOf(question, messages));
    if (read === null) continue;
    const answer = await readAnswer(question, { messages, tell, read });
    if (answer === null) return undefined;
    answers.push(answer);
  }
  return read === null ? undefined : toResume(interrupts, answers);
}

/** Returns a question in a line. */
function wordsOf({ call, message, value }: Question, messages: Messages): string {
  if (call === null) return messages.asks(oneLine(message ?? JSON.stringify(value)));
  return messages.asksForCall(oneLine(`${call.name} ${JSON.stringify(call.args)}`));
}

async function readAnswer(
  { call }: Question,
  { messages, tell, read }: AskHumanOptions & { read: () => Promise<string | null> },
): Promise<HumanAnswer | null> {
  for (;;) {
    if (call !== null) await tell(messages.yesOrNo);
    const line = await read();
    if (line === null) return null;
    const text = line.trim();
    if (call === null) return { value: jsonOrText(text) };
    if (/^(y|yes|ㅇ|네|예)$/i.test(text)) return { approved: true };
    const [isNo, , reason] = text.match(/^(no?|ㄴ|아니요?|아니오)(?:[\s,:]+(.+))?$/is) ?? [];
    if (isNo !== undefined) return { approved: false, ...(reason === undefined ? {} : { reason }) };
  }
}
