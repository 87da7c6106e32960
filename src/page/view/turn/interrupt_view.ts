/// <reference lib="dom" />
import type { Interrupt } from "@splitstream/splitstream/client";
import { jsonOrText } from "../../../client/json_or_text.ts";
import { type HumanAnswer, toResume } from "../../../client/to_resume.ts";
import { type Question, questionsOf } from "../../../wire/updates/questions.ts";
import { button, element } from "../../dom/element.ts";
import type { Messages } from "../../messages/messages.ts";

/** Options for {@linkcode interruptView}. */
export interface InterruptViewOptions {
  messages: Messages;
  /** Called with what to resume the graph with, and the answers in words. */
  onResume: (resume: unknown, words: string) => void;
}

/** An answer, and how it is shown. */
interface Given {
  answer: HumanAnswer;
  words: string;
}

/**
 * Shows what a graph asks: buttons for a tool call, and a field of text or JSON for anything else. The
 * graph is resumed when all questions are answered.
 */
export function interruptView(
  interrupts: readonly Interrupt[],
  { messages, onResume }: InterruptViewOptions,
): HTMLElement {
  const questions = questionsOf(interrupts, "");
  const given = new Map<Question, Given>();
  const parts = questions.map((question) => {
    const part = element("div", { className: "asks", role: "group" });
    part.ariaLabel = question.call === null ? messages.asks : messages.asksForCall;
    const give = (answer: Given) => {
      given.set(question, answer);
      part.inert = true;
      const all = questions.flatMap((it) => given.get(it) ?? []);
      if (all.length < questions.length) return;
      onResume(
        toResume(interrupts, all.map(({ answer }) => answer)),
        all.map(({ words }) => words).join("\n"),
      );
    };
    part.append(
      ...(question.call === null
        ? valuePart(question, { messages, give })
        : callPart(question.call, { message: question.message, messages, give })),
    );
    return part;
  });
  return element("div", {}, ...parts);
}

interface PartOptions {
  messages: Messages;
  give: (answer: Given) => void;
}

function callPart(
  { name, args }: NonNullable<Question["call"]>,
  { message, messages, give }: PartOptions & { message: string | null },
): HTMLElement[] {
  const { asksForCall, approve, reject, reason, approved, rejected } = messages;
  const why = element("input", { type: "text", placeholder: reason, ariaLabel: reason });
  const onReject = () => {
    const text = why.value.trim();
    give({
      answer: { approved: false, ...(text === "" ? {} : { reason: text }) },
      words: text === "" ? rejected : `${rejected}: ${text}`,
    });
  };
  return [
    element("p", { className: "hint" }, asksForCall),
    element("p", {}, element("b", {}, name), " ", element("code", {}, JSON.stringify(args))),
    ...(message === null ? [] : [element("p", { className: "hint" }, message)]),
    element(
      "p",
      { className: "actions" },
      button(approve, () => give({ answer: { approved: true }, words: approved }), {
        className: "approve",
      }),
      button(reject, onReject),
      why,
    ),
  ];
}

function valuePart({ message, value }: Question, { messages, give }: PartOptions): HTMLElement[] {
  const { asks, yourAnswer, sendAnswer } = messages;
  const field = element("textarea", { rows: 2, placeholder: yourAnswer, ariaLabel: yourAnswer });
  const onAnswer = () => {
    const text = field.value.trim();
    if (text !== "") give({ answer: { value: jsonOrText(text) }, words: text });
  };
  return [
    element("p", { className: "hint" }, asks),
    message === null
      ? element("pre", { tabIndex: 0 }, JSON.stringify(value, null, 2))
      : element("p", {}, message),
    field,
    element("p", { className: "actions" }, button(sendAnswer, onAnswer, { className: "approve" })),
  ];
}
