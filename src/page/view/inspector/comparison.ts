/// <reference lib="dom" />
import type { Answer } from "../../answer/answer.ts";
import { element } from "../../dom/element.ts";
import type { Messages } from "../../messages/messages.ts";
import { factsList } from "../facts_line.ts";
import { TimelineView } from "../timeline/timeline_view.ts";

/** Two answers on one axis, and their facts side by side. */
export class Comparison {
  /** The element to add to the inspector. */
  readonly element = element("section", { className: "comparison" });
  readonly #messages: Messages;

  /** @param messages the texts of the page */
  constructor(messages: Messages) {
    this.#messages = messages;
  }

  /** Compares an answer with the pinned one, if both are there. */
  draw(pinned: Answer | null, other: Answer | null): void {
    if (pinned === null) return this.element.replaceChildren();
    const title = element("h3", {}, this.#messages.comparison);
    if (other === null || other === pinned || isRunning(other) || isRunning(pinned)) {
      const hint = element("p", { className: "hint" }, this.#messages.pinned);
      return this.element.replaceChildren(title, hint);
    }
    const until = Math.max(pinned.lastMs, other.lastMs);
    const pictures = [pinned, other].map((answer) => {
      const picture = new TimelineView(this.#messages, { onSelect() {}, onHover() {} });
      return { answer, picture };
    });
    this.element.replaceChildren(
      title,
      ...pictures.flatMap(({ answer, picture }) => [
        element("p", { className: "who" }, nameOf(answer)),
        picture.element,
      ]),
      this.#table([pinned, other]),
    );
    for (const { answer, picture } of pictures) picture.draw(answer, { until });
  }

  #table(answers: readonly Answer[]): HTMLElement {
    const facts = answers.map((answer) => new Map(factsList(answer, this.#messages)));
    const names = [...new Set(facts.flatMap((it) => [...it.keys()]))];
    const rows = names.map((name) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, name),
        ...facts.map((it) => element("td", {}, it.get(name) ?? "")),
      )
    );
    return element("table", {}, ...rows);
  }
}

function isRunning({ status }: Answer): boolean {
  return status === "running";
}

/** Says what made an answer: its runnable, model and settings. */
function nameOf({ question, run }: Answer): string {
  const { model, temperature, maxTokens, endMarkers } = question.settings;
  return [
    run?.runnable ?? question.runnable,
    model ?? run?.model,
    temperature === null ? null : `temperature ${temperature}`,
    maxTokens === null ? null : `max_tokens ${maxTokens}`,
    endMarkers === null ? null : endMarkers.join(", "),
  ].filter((part) => part != null && part !== "").join(" · ");
}
