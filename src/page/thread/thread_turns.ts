import type { Message } from "@splitstream/splitstream/client";
import { stepsOf } from "../../client/steps.ts";
import type { Interrupt } from "../../wire/stream_event.ts";
import type { SavedAnswer } from "../answer/answer.ts";
import { DEFAULT_SETTINGS, type Question } from "../answer/question.ts";

/** A thread, as the server tells it. */
export interface ServerThread {
  id: string;
  runnable: string;
  values: unknown;
  /** What its graph asks. */
  interrupts: readonly Interrupt[];
  /** Whether an answer is under way there. */
  isBusy: boolean;
}

/** A message of a thread. */
export interface ThreadMessage extends Record<string, unknown> {
  type: string;
  text: string;
}

/** Returns the messages in the values of a thread. */
export function messagesIn(values: unknown): ThreadMessage[] {
  const messages: unknown = isObject(values) ? values.messages : undefined;
  return (Array.isArray(messages) ? messages.filter(isObject) : []).map((message) => ({
    ...message,
    type: String(message.type),
    text: textOf(message.content),
  }));
}

/** Returns the system prompt of a thread; empty for that of the server. */
export function systemOf({ values }: ServerThread): string {
  return messagesIn(values).find(({ type }) => type === "system")?.text ?? "";
}

/** Returns what was said in a thread. */
export function historyOf({ values }: ServerThread): Message[] {
  return turnsIn(values).flatMap(({ text, output }): Message[] => [
    { role: "user", content: text },
    ...(output === "" ? [] : [{ role: "assistant", content: output } as const]),
  ]);
}

/** Whether a page that has said these messages has all of a thread. */
export function isAllOf(
  thread: ServerThread,
  { history, turns }: { history: readonly Message[]; turns: readonly SavedAnswer[] },
): boolean {
  if (turns.some(({ question }) => question.variables !== undefined)) return true; // nobody can say
  // What answers a question of the graph is no message of its thread.
  const answers = turns.filter(({ question }) => question.resume !== undefined)
    .map(({ question }) => question.text);
  const said = (messages: readonly Message[], role: string) =>
    messages.filter((message) => message.role === role).map(({ content }) => content);
  const asked = said(history, "user").filter((text) => !answers.includes(String(text)));
  const there = historyOf(thread);
  const hasAnswer = () => {
    if (turns.at(-1)?.status !== "complete") return true; // the page has more of it
    const [seen = "", kept = ""] = [history, there].map((it) => said(it, "assistant").at(-1));
    return String(seen).startsWith(String(kept)); // the thread keeps no end marker
  };
  return JSON.stringify(asked) === JSON.stringify(said(there, "user")) && hasAnswer();
}

/**
 * Returns the turns of a thread. It has their texts and tool calls, but neither splits nor times:
 * those of the turns that the page has seen itself are taken from there.
 *
 * @param seen the turns that the page has seen
 */
export function turnsOf(
  thread: ServerThread,
  seen: readonly SavedAnswer[] = [],
): SavedAnswer[] {
  const { id, runnable, values, interrupts, isBusy } = thread;
  const system = systemOf(thread);
  const turns: (Omit<Turn, "output"> & { output: unknown })[] = turnsIn(values);
  if (turns.length === 0) turns.push({ text: "—", output: values, messages: [] });
  const rest = [...seen];
  const history: Message[] = [];
  return turns.map(({ text, output, messages }, i) => {
    const question: Question = {
      runnable,
      text,
      history: [...history],
      settings: { ...DEFAULT_SETTINGS, system },
      thread: { id, isNew: false },
    };
    history.push({ role: "user", content: text });
    if (typeof output === "string" && output !== "") {
      history.push({ role: "assistant", content: output });
    }
    const isLast = i === turns.length - 1;
    const asks = isLast && !isBusy ? interrupts : []; // a busy thread is being answered
    const same = rest.findIndex((it) =>
      it.question.text === text && (it.status !== "complete" || it.record.output === output) &&
      JSON.stringify(it.record.interrupts ?? []) === JSON.stringify(asks)
    );
    const [found] = same < 0 ? [] : rest.splice(0, same + 1).slice(-1);
    if (found !== undefined && !(isLast && isBusy)) return { ...found, question };
    return {
      question,
      run: null,
      record: recordOf(output, asks),
      status: "complete",
      failure: null,
      steps: stepsOf({ thread: { messages } }),
      frames: [],
      isRecalled: true,
      ...(isLast && isBusy ? { isUnderWay: true } : {}),
    };
  });
}

/** A question in a thread, with all messages up to the next one. */
interface Turn {
  text: string;
  /** The text of its last AI message. */
  output: string;
  messages: ThreadMessage[];
}

function turnsIn(values: unknown): Turn[] {
  const turns: Turn[] = [];
  for (const message of messagesIn(values)) {
    const last = turns.at(-1);
    if (message.type === "human") turns.push({ text: message.text, output: "", messages: [] });
    else if (last !== undefined) {
      last.messages.push(message);
      if (message.type === "ai") last.output = message.text;
    }
  }
  return turns;
}

function recordOf(output: unknown, interrupts: readonly Interrupt[]): SavedAnswer["record"] {
  return {
    end_reason: interrupts.length === 0 ? "stop" : "interrupt",
    end_marker: null,
    finish_reason: null,
    output,
    splits: [],
    token_splits: "",
    tool_calls: [],
    ...(interrupts.length === 0 ? {} : { interrupts }),
    reasoning: null,
    usage: null,
    timing: { first_token_ms: null, duration_ms: 0, split_ms: [] },
  };
}

/** Returns the text of a message's content: a text, or parts. */
function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  const parts = Array.isArray(content) ? content.filter(isObject) : [];
  return parts.map(({ type, text }) => type === "text" ? String(text) : "").join("");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
