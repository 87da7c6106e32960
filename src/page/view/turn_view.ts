/// <reference lib="dom" />
import type { AnswerEvent, Interrupt } from "@splitstream/splitstream/client";
import type { Answer, ShownFailure } from "../answer/answer.ts";
import { copyButton } from "../dom/copy_button.ts";
import { button, element } from "../dom/element.ts";
import type { Messages } from "../messages/messages.ts";
import type { WireFormat } from "../server/ask_for_frames.ts";
import { factsLine } from "./facts_line.ts";
import { interruptView } from "./interrupt_view.ts";
import { MarkdownView } from "./markdown_view.ts";
import { SplitsView } from "./splits_view.ts";
import { TimelineView } from "./timeline_view.ts";
import { WireView } from "./wire_view.ts";

/** Receives what the reader does with a turn. */
export interface TurnListener {
  /** Called when the reader chooses a split, or the turn itself. */
  onSelect(turn: TurnView, index: number | null): void;
  /** Called when the reader points at a split. */
  onHover(turn: TurnView, index: number | null): void;
  /** Called when the reader asks for the details. */
  onDetails(turn: TurnView): void;
  /** Called when the reader asks the same again. */
  onAgain(turn: TurnView): void;
  /** Called when the reader wants the rest of an answer whose connection was lost. */
  onReadOn(turn: TurnView): void;
  /** Called with what the reader answers to a graph, and the same in words. */
  onResume(turn: TurnView, resume: unknown, words: string): void;
  /** Called when the reader wants to change the question. */
  onEdit(turn: TurnView): void;
  /** Called when the reader asks for the same reply in another format. */
  onWire(turn: TurnView, format: WireFormat): void;
}

/** How often the clock and the picture of a running answer are drawn, in milliseconds. */
const CLOCK_MS = 100;

/** One question and its answer, as the answer arrives. */
export class TurnView {
  /** The element to add to the page. */
  readonly element = element("article", { className: "turn" });
  answer: Answer;
  /** The picture of the answer, for a file. */
  readonly timeline: TimelineView;

  readonly #messages: Messages;
  readonly #listener: TurnListener;
  readonly #now: () => number;
  readonly #body = element("div", { className: "answer" });
  readonly #who = element("p", { className: "who" });
  readonly #reasoning = element("details", { className: "reasoning", hidden: true });
  readonly #thoughts = element("p");
  readonly #steps = element("ol", { className: "steps", hidden: true });
  readonly #wait = element("p", { className: "wait" });
  readonly #text = element("p", { className: "output" });
  readonly #splits: SplitsView;
  readonly #markdown: MarkdownView;
  readonly #wire: WireView;
  readonly #facts = element("p", { className: "facts" });
  readonly #actions = element("p", { className: "actions", hidden: true });
  readonly #details: HTMLButtonElement;
  readonly #edit: HTMLButtonElement;
  readonly #again: HTMLButtonElement;
  #begin: number;
  #frame = 0;
  /** Whether the next frame shows the clock and the picture, too. */
  #isTimeDue = false;
  #clock: ReturnType<typeof setInterval> | undefined;
  #shownText = "";
  #shownSteps = 0;
  #shownThoughts = 0;
  #failure: HTMLElement | null = null;
  /** What a graph asks, until it is answered or the conversation goes on. */
  #interrupt: HTMLElement | null = null;

  /**
   * @param options `now` is a monotonic clock, in milliseconds; `elapsed` is how long ago the question
   *   was sent
   */
  constructor(
    answer: Answer,
    { messages, now, elapsed = 0, listener }: {
      messages: Messages;
      now: () => number;
      elapsed?: number;
      listener: TurnListener;
    },
  ) {
    this.answer = answer;
    this.#messages = messages;
    this.#listener = listener;
    this.#now = now;
    this.#begin = now();
    const splits = {
      onSelect: (index: number | null) => listener.onSelect(this, index),
      onHover: (index: number | null) => listener.onHover(this, index),
    };
    this.timeline = new TimelineView(messages, splits);
    this.#splits = new SplitsView(messages, splits);
    this.#markdown = new MarkdownView(messages);
    this.#wire = new WireView(messages, (format) => listener.onWire(this, format));
    this.#details = button(messages.details, () => listener.onDetails(this), {
      className: "open-details",
    });
    this.#again = button(messages.regenerate, () => listener.onAgain(this));
    this.#edit = button(messages.edit, () => listener.onEdit(this), { className: "quiet" });
    this.#reasoning.append(element("summary", {}, messages.reasoning), this.#thoughts);
    this.#steps.ariaLabel = messages.steps;
    this.#actions.append(
      copyButton(messages.copyAnswer, () => this.text, messages),
      this.#again,
      this.#details,
    );
    const asked = element("p", { className: "question" });
    asked.append(
      element("span", { className: "unseen" }, `${messages.you}: `),
      answer.question.text,
    );
    this.#body.append(
      element("h3", { className: "unseen" }, messages.answer),
      this.#who,
      this.#reasoning,
      this.#steps,
      this.#text,
      this.#splits.element,
      this.#markdown.element,
      this.#wire.element,
      this.#wait,
      this.timeline.element,
      this.#facts,
      this.#actions,
    );
    this.element.append(element("div", { className: "asked" }, this.#edit, asked), this.#body);
    this.#start(elapsed);
  }

  /** The answer so far, as text. */
  get text(): string {
    const { value, output } = this.answer;
    return value === undefined ? output : JSON.stringify(value, null, 2);
  }

  /** Shows an event. */
  add(event: AnswerEvent): void {
    this.answer.add(event, this.#elapsed);
    if (event.type === "end") return this.#end();
    // More than one picture a frame would not be seen.
    this.#drawSoon();
  }

  /** Notes a frame of the reply as it came. */
  addFrame(text: string): void {
    this.answer.frames.push({ ms: this.#elapsed, text });
  }

  /** Shows that the reader stopped it. */
  stopped(): void {
    this.answer.end("stopped");
    this.#end();
  }

  /** Shows that it failed, and a button to try again. */
  fail(failure: ShownFailure, record: Answer["record"] | null): void {
    this.answer.failure = failure;
    this.answer.end("failed", record);
    this.#end();
  }

  /** Shows an answer that is there already. */
  restore(): void {
    this.#end();
  }

  /** Shows another answer in its place, from its beginning: a replay. */
  restart(answer: Answer): void {
    this.answer = answer;
    this.#shownText = "";
    this.#shownSteps = this.#shownThoughts = 0;
    this.#text.replaceChildren();
    this.#steps.replaceChildren();
    this.#thoughts.replaceChildren();
    this.#splits.redraw(answer);
    this.#start();
  }

  /** Takes back what a graph asks: the conversation goes on. */
  closeInterrupt(): void {
    this.#interrupt?.remove();
    this.#interrupt = null;
  }

  /** Marks a split as chosen. */
  select(index: number | null): void {
    this.#splits.select(index);
    this.timeline.select(index);
  }

  /** Marks a split as pointed at. */
  point(index: number | null): void {
    this.#splits.point(index);
  }

  /** Draws what has changed. */
  draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { answer } = this;
    this.#drawHead();
    this.#drawText();
    this.#splits.draw(answer);
    // The hidden views are drawn when they are chosen.
    const { view } = document.body.dataset;
    if (view === "markdown") this.#markdown.draw(this.text);
    if (view === "wire") this.#wire.draw(answer.frames);
    if (answer.status !== "running" || this.#isTimeDue) this.#drawTime();
  }

  #drawSoon(): void {
    this.#frame ||= requestAnimationFrame(() => this.draw());
  }

  /** Draws what changes with the time. While the answer is running, the clock does. */
  #drawTime(): void {
    this.#isTimeDue = false;
    this.#drawWait();
    const { answer } = this;
    const hasPicture = answer.count > 0 || answer.reasoning.length > 0;
    this.timeline.element.hidden = !hasPicture;
    if (hasPicture) this.timeline.draw(answer, { now: this.#runningMs });
  }

  get #elapsed(): number {
    return this.#now() - this.#begin;
  }

  /** How long it has been running; 0 if it is over. */
  get #runningMs(): number {
    return this.answer.status === "running" ? this.#elapsed : 0;
  }

  #start(elapsed = 0): void {
    this.#begin = this.#now() - elapsed;
    this.#body.ariaBusy = "true";
    this.#facts.hidden = this.#actions.hidden = this.#edit.hidden = true;
    this.#failure?.remove();
    this.closeInterrupt();
    this.#clock = setInterval(() => {
      this.#isTimeDue = true;
      this.#drawSoon();
    }, CLOCK_MS);
    this.draw();
    this.#drawTime();
  }

  #end(): void {
    clearInterval(this.#clock);
    this.#body.ariaBusy = "false";
    this.#splits.redraw(this.answer);
    this.draw();
    const { answer } = this;
    this.#text.classList.toggle("recalled", answer.isRecalled);
    if (answer.status === "complete" && this.text === "" && answer.steps.length === 0) {
      this.#text.textContent = this.#messages.nothing;
    }
    if (answer.isUnderWay) this.#text.textContent = this.#messages.underWay;
    this.#facts.textContent = factsLine(answer, this.#messages);
    this.#facts.hidden = this.#actions.hidden = this.#edit.hidden = false;
    this.#details.hidden = answer.isRecalled;
    const { question: { resume }, record: { interrupts = [] } } = answer;
    this.#edit.hidden = resume !== undefined; // it is answered once
    this.#again.hidden = this.#edit.hidden || answer.failure !== null; // the failure has a button
    if (answer.failure !== null) this.#showFailure(answer.failure);
    if (interrupts.length > 0) this.#showInterrupt(interrupts);
  }

  #drawHead(): void {
    const { question, run } = this.answer;
    this.#who.textContent = [run?.runnable ?? question.runnable, run?.model]
      .filter((name) => name != null).join(" · ");
    for (const { kind, tool, text } of this.answer.steps.slice(this.#shownSteps)) {
      const item = element("li", { className: kind });
      item.append(element("b", {}, tool), " ", element("code", {}, text));
      this.#steps.append(item);
    }
    this.#shownSteps = this.answer.steps.length;
    this.#steps.hidden = this.#shownSteps === 0;
    const { reasoning } = this.answer;
    this.#thoughts.append(...reasoning.slice(this.#shownThoughts).map(({ text }) => text));
    this.#shownThoughts = reasoning.length;
    this.#reasoning.hidden = reasoning.length === 0;
  }

  #drawText(): void {
    const { text } = this;
    if (text === this.#shownText) return;
    const isValue = this.answer.value !== undefined;
    this.#text.classList.toggle("value", isValue);
    if (!isValue && text.startsWith(this.#shownText)) {
      this.#text.append(text.slice(this.#shownText.length));
    } else {
      this.#text.textContent = text;
    }
    this.#shownText = text;
  }

  #drawWait(): void {
    const { answer } = this;
    const seconds = `${(this.#elapsed / 1000).toFixed(1)} s`;
    const isWaiting = answer.status === "running" && answer.output === "" &&
      answer.value === undefined;
    this.#wait.textContent = answer.attempt > 0
      ? this.#messages.reconnecting(answer.attempt)
      : answer.heldLength > 0
      ? this.#messages.holding(answer.heldLength)
      : !isWaiting
      ? ""
      : answer.reasoning.length > 0
      ? this.#messages.thinking(seconds)
      : this.#messages.waiting(seconds);
    this.#wait.hidden = this.#wait.textContent === "";
  }

  #showInterrupt(interrupts: readonly Interrupt[]): void {
    const messages = this.#messages;
    this.#interrupt = this.answer.question.thread === undefined
      ? element("p", { className: "hint" }, messages.cannotResume)
      : interruptView(interrupts, {
        messages,
        onResume: (resume, words) => this.#listener.onResume(this, resume, words),
      });
    this.#body.append(this.#interrupt);
  }

  #showFailure({ text, detail, isLost = false, location = null }: ShownFailure): void {
    const kept = this.answer.count === 0 ? "" : ` ${this.#messages.kept}`;
    this.#failure = element("div", { className: "failure", role: "alert" });
    this.#failure.append(element("p", {}, `${text}${kept}`));
    if (detail !== null) this.#failure.append(element("p", { className: "hint" }, detail));
    const { readOn, regenerate, retry } = this.#messages;
    const actions = element("p", { className: "actions" });
    if (location !== null) {
      actions.append(button(readOn, () => this.#listener.onReadOn(this), { className: "read-on" }));
    }
    const again = () => this.#listener.onAgain(this);
    actions.append(button(isLost ? regenerate : retry, again, { className: "retry" }));
    this.#failure.append(actions);
    this.#body.append(this.#failure);
  }
}
