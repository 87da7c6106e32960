/// <reference lib="dom" />
import type { ShownFailure } from "../../answer/answer.ts";
import { button, element } from "../../dom/element.ts";
import type { Messages } from "../../messages/messages.ts";

/** Options for {@linkcode failureView}. */
export interface FailureViewOptions {
  messages: Messages;
  /** Whether a part of the answer has come. */
  isKept: boolean;
  /** Called when the reader wants the rest of an answer whose connection was lost. */
  onReadOn: () => void;
  /** Called when the reader asks the same again. */
  onAgain: () => void;
}

/** Shows a failure, and what the reader can do about it. */
export function failureView(
  { text, detail, isLost = false, location = null }: ShownFailure,
  { messages, isKept, onReadOn, onAgain }: FailureViewOptions,
): HTMLElement {
  const { kept, readOn, regenerate, retry } = messages;
  const shown = element("div", { className: "failure", role: "alert" });
  shown.append(element("p", {}, `${text}${isKept ? ` ${kept}` : ""}`));
  if (detail !== null) shown.append(element("p", { className: "hint" }, detail));
  const actions = element("p", { className: "actions" });
  if (location !== null) actions.append(button(readOn, onReadOn, { className: "read-on" }));
  actions.append(button(isLost ? regenerate : retry, onAgain, { className: "retry" }));
  shown.append(actions);
  return shown;
}
