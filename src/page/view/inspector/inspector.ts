/// <reference lib="dom" />
import type { CodeSample } from "../../answer/code_samples.ts";
import { copyButton } from "../../dom/copy_button.ts";
import { button, element } from "../../dom/element.ts";
import type { Messages } from "../../messages/messages.ts";
import { factsList } from "../facts_line.ts";
import type { TurnView } from "../turn/turn_view.ts";
import { Comparison } from "./comparison.ts";
import { splitDetails } from "./split_details.ts";
import { termList } from "./term_list.ts";

/** Receives what the reader does in the inspector. */
export interface InspectorListener {
  onClose(): void;
  onReplay(turn: TurnView, speed: number): void;
  onSaveRecord(turn: TurnView): void;
  onSavePicture(turn: TurnView): void;
  onOpenRecord(): void;
  /** Called when the reader pins an answer to compare others with it, or unpins it. */
  onPin(turn: TurnView | null): void;
  /** Returns the question of a turn as code. */
  codeOf(turn: TurnView): CodeSample[];
}

const SPEEDS: readonly [label: string, speed: number][] = [["× 1", 1], ["× ¼", 0.25], ["× 4", 4]];

/** The details of one answer, and of one of its splits. */
export class Inspector {
  /** The element to add to the page. */
  readonly element: HTMLElement;

  readonly #messages: Messages;
  readonly #listener: InspectorListener;
  readonly #title = element("h2", { id: "inspector-title" });
  readonly #split = element("section", { className: "split-details" });
  readonly #comparison: Comparison;
  readonly #rest = element("div");
  #turn: TurnView | null = null;
  #pinned: TurnView | null = null;

  /** @param host the element that shows it */
  constructor(host: HTMLElement, messages: Messages, listener: InspectorListener) {
    this.element = host;
    host.tabIndex = -1; // for those who open it by a key
    this.#messages = messages;
    this.#comparison = new Comparison(messages);
    this.#listener = listener;
    const close = button(messages.close, () => listener.onClose(), { className: "close quiet" });
    const head = element("div", { className: "bar" }, this.#title, close);
    host.append(head, this.#split, this.#comparison.element, this.#rest);
    this.#showHint();
  }

  /** Shows a turn. @param index the split to show */
  show(turn: TurnView | null, index: number | null): void {
    this.#turn = turn;
    this.#title.textContent = turn === null
      ? this.#messages.details
      : this.#messages.detailsOf(turn.answer.question.text.slice(0, 60));
    this.showSplit(index);
    this.refresh();
  }

  /** Shows a split of the turn. */
  showSplit(index: number | null): void {
    const splits = this.#turn?.answer.splits ?? [];
    const split = index === null ? undefined : splits[index];
    if (split === undefined || index === null || this.#turn === null) return this.#showHint();
    const isRunning = this.#turn.answer.status === "running";
    const messages = this.#messages;
    this.#split.replaceChildren(...splitDetails(split, { index, splits, isRunning, messages }));
  }

  /** Draws the turn anew, because it has changed. */
  refresh(): void {
    const turn = this.#turn;
    this.#comparison.draw(this.#pinned?.answer ?? null, turn?.answer ?? null);
    if (turn === null) {
      const open = button(this.#messages.openRecord, () => this.#listener.onOpenRecord());
      this.#rest.replaceChildren(element("p", { className: "actions" }, open));
      return;
    }
    const { answer } = turn;
    if (answer.status === "running") return this.#rest.replaceChildren();
    const { record } = answer;
    this.#rest.replaceChildren(
      termList(factsList(answer, this.#messages)),
      this.#actions(turn),
      this.#more(this.#messages.tokenSplits, record.token_splits, this.#messages.copy),
      this.#code(turn),
      this.#more(this.#messages.record, JSON.stringify(record, null, 2), this.#messages.copy),
    );
  }

  /** Sets the answer that others are compared with. */
  pin(turn: TurnView | null): void {
    this.#pinned = turn;
    this.refresh();
  }

  #showHint(): void {
    this.#split.replaceChildren(element("p", { className: "hint" }, this.#messages.hint));
  }

  #actions(turn: TurnView): HTMLElement {
    const messages = this.#messages;
    const listener = this.#listener;
    const speed = element("select", { ariaLabel: messages.replay });
    for (const [label, value] of SPEEDS) {
      speed.append(element("option", { value: `${value}` }, messages.speedOf(label)));
    }
    const isPinned = turn === this.#pinned;
    return element(
      "p",
      { className: "actions" },
      button(messages.replay, () => listener.onReplay(turn, Number(speed.value))),
      speed,
      button(
        isPinned ? messages.unpin : messages.pin,
        () => listener.onPin(isPinned ? null : turn),
      ),
      button(messages.saveRecord, () => listener.onSaveRecord(turn)),
      button(messages.savePicture, () => listener.onSavePicture(turn)),
      button(messages.openRecord, () => listener.onOpenRecord()),
    );
  }

  #more(title: string, text: string, copy: string): HTMLElement {
    const details = element("details", {}, element("summary", {}, title));
    details.append(
      element("pre", { tabIndex: 0 }, text),
      copyButton(copy, () => text, this.#messages),
    );
    return details;
  }

  #code(turn: TurnView): HTMLElement {
    const samples = this.#listener.codeOf(turn);
    const choice = element("select", { ariaLabel: this.#messages.code });
    const code = element("pre", { tabIndex: 0 });
    const show = () => code.textContent = samples[choice.selectedIndex]?.code ?? "";
    choice.append(...samples.map(({ client }) => element("option", {}, client)));
    choice.addEventListener("change", show);
    show();
    const copy = copyButton(this.#messages.copyCode, () => code.textContent ?? "", this.#messages);
    return element("details", {}, element("summary", {}, this.#messages.code), choice, code, copy);
  }
}
