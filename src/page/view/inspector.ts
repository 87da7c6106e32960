/// <reference lib="dom" />
import type { Answer, Split } from "../answer/answer.ts";
import type { CodeSample } from "../answer/code_samples.ts";
import { duration, percent } from "../answer/facts.ts";
import { withGlyphs } from "../answer/glyphs.ts";
import { copyButton } from "../dom/copy_button.ts";
import { button, element } from "../dom/element.ts";
import type { Messages } from "../messages/messages.ts";
import { factsList } from "./facts_line.ts";
import { TimelineView } from "./timeline_view.ts";
import type { TurnView } from "./turn/turn_view.ts";

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
  readonly #comparison = element("section", { className: "comparison" });
  readonly #rest = element("div");
  #turn: TurnView | null = null;
  #pinned: TurnView | null = null;

  /** @param host the element that shows it */
  constructor(host: HTMLElement, messages: Messages, listener: InspectorListener) {
    this.element = host;
    host.tabIndex = -1; // for those who open it by a key
    this.#messages = messages;
    this.#listener = listener;
    const close = button(messages.close, () => listener.onClose(), { className: "close quiet" });
    const head = element("div", { className: "bar" }, this.#title, close);
    host.append(head, this.#split, this.#comparison, this.#rest);
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
    const { answer } = this.#turn;
    const facts = this.#factsOf(split, { index, splits, isRunning: answer.status === "running" });
    this.#split.replaceChildren(
      element("h3", {}, this.#messages.splitNumber(index, splits.length)),
      element("p", { className: "glyphs" }, withGlyphs(split.text + split.rest)),
      list(facts),
      ...this.#tokensOf(split),
    );
  }

  /** Draws the turn anew, because it has changed. */
  refresh(): void {
    const turn = this.#turn;
    this.#drawComparison();
    if (turn === null) {
      const open = button(this.#messages.openRecord, () => this.#listener.onOpenRecord());
      this.#rest.replaceChildren(element("p", { className: "actions" }, open));
      return;
    }
    const { answer } = turn;
    if (answer.status === "running") return this.#rest.replaceChildren();
    const { record } = answer;
    this.#rest.replaceChildren(
      list(factsList(answer, this.#messages)),
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

  #factsOf(
    { text, rest, ms }: Split,
    { index, splits, isRunning }: { index: number; splits: readonly Split[]; isRunning: boolean },
  ): [string, string][] {
    const messages = this.#messages;
    const all = text + rest;
    const bytes = [...new TextEncoder().encode(all)];
    const points = [...all].map((char) => `U+${hex(char.codePointAt(0) ?? 0, 4)}`);
    const kind = text !== ""
      ? messages.kindText
      : all === ""
      ? messages.kindEmpty
      : isRunning
      ? messages.kindHeld
      : messages.kindMarker;
    const before = splits[index - 1];
    return [
      [kind, JSON.stringify(all)],
      [
        messages.bytes,
        `${bytes.length}${
          bytes.length === 0 ? "" : `: ${shorten(bytes.map((byte) => hex(byte, 2)))}`
        }`,
      ],
      [messages.codePoints, `${points.length}${points.length === 0 ? "" : `: ${shorten(points)}`}`],
      [messages.time, duration(ms)],
      ...(before === undefined
        ? []
        : [[messages.gap, duration(ms - before.ms)] as [string, string]]),
    ];
  }

  #tokensOf({ text, rest, logprobs }: Split): HTMLElement[] {
    const { tokens, noTokens, probability, alternatives } = this.#messages;
    if (logprobs.length === 0) {
      return text + rest === "" ? [] : [element("p", { className: "hint" }, noTokens)];
    }
    const head = element(
      "tr",
      {},
      ...[tokens, probability, alternatives].map((name) => element("th", { scope: "col" }, name)),
    );
    const rows = logprobs.map(({ token, logprob, top_logprobs: top }) => {
      const others = top.filter((other) => other.token !== token)
        .map((other) => `${withGlyphs(other.token)} ${percent(other.logprob)}`).join(", ");
      return element(
        "tr",
        {},
        element("td", {}, element("code", {}, withGlyphs(token))),
        element("td", {}, percent(logprob)),
        element("td", {}, others),
      );
    });
    return [element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows))];
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

  /** Two answers on one axis, and their facts side by side. */
  #drawComparison(): void {
    const [one, other] = [this.#pinned, this.#turn];
    if (one === null) return this.#comparison.replaceChildren();
    const { comparison, pinned } = this.#messages;
    const title = element("h3", {}, comparison);
    if (other === null || other === one || isRunning(other) || isRunning(one)) {
      return this.#comparison.replaceChildren(title, element("p", { className: "hint" }, pinned));
    }
    const until = Math.max(one.answer.lastMs, other.answer.lastMs);
    const pictures = [one, other].map(({ answer }) => {
      const picture = new TimelineView(this.#messages, { onSelect() {}, onHover() {} });
      return { answer, picture };
    });
    const facts = pictures.map(({ answer }) => new Map(factsList(answer, this.#messages)));
    const names = [...new Set(facts.flatMap((it) => [...it.keys()]))];
    this.#comparison.replaceChildren(
      title,
      ...pictures.flatMap((
        { answer, picture },
      ) => [element("p", { className: "who" }, nameOf(answer)), picture.element]),
      element(
        "table",
        {},
        ...names.map((name) =>
          element(
            "tr",
            {},
            element("th", { scope: "row" }, name),
            ...facts.map((it) => element("td", {}, it.get(name) ?? "")),
          )
        ),
      ),
    );
    for (const { answer, picture } of pictures) picture.draw(answer, { until });
  }
}

function isRunning({ answer }: TurnView): boolean {
  return answer.status === "running";
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

function list(facts: readonly [term: string, value: string][]): HTMLElement {
  const rows = facts.map(([term, value]) =>
    element("div", {}, element("dt", {}, term), element("dd", {}, value))
  );
  return element("dl", {}, ...rows);
}

/** How many bytes or code points are shown. */
const MAX_SHOWN = 64;

function shorten(parts: readonly string[]): string {
  return parts.length <= MAX_SHOWN ? parts.join(" ") : `${parts.slice(0, MAX_SHOWN).join(" ")} …`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}
