/// <reference lib="dom" />
import type { AnswerEvent, Interrupt } from "@splitstream/splitstream/client";
import type { Answer, ShownFailure } from "../../answer/answer.ts";
import { copyButton } from "../../dom/copy_button.ts";
import { button, element } from "../../dom/element.ts";
import type { Messages } from "../../messages/messages.ts";
import { factsLine } from "../facts_line.ts";
import { failureView } from "./failure_view.ts";
import { interruptView } from "./interrupt_view.ts";
import { OutputView } from "./output_view.ts";
import { TurnHead } from "./turn_head.ts";
import type { TurnListener } from "./turn_listener.ts";
import { waitText } from "./wait_text.ts";
import { MarkdownView } from "../markdown_view.ts";
import { SplitsView } from "../splits_view.ts";
import { TimelineView } from "../timeline/timeline_view.ts";
import { WireView } from "../wire_view.ts";

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
  readonly #head: TurnHead;
  readonly #output = new OutputView();
  readonly #wait = element("p", { className: "wait" });
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
    this.#head = new TurnHead(messages);
    this.timeline = new TimelineView(messages, splits);
    this.#splits = new SplitsView(messages, splits);
    this.#markdown = new MarkdownView(messages);
    this.#wire = new WireView(messages, (format) => listener.onWire(this, format));
    this.#details = button(messages.details, () => listener.onDetails(this), {
      className: "open-details",
    });
    this.#again = button(messages.regenerate, () => listener.onAgain(this));
    this.#edit = button(messages.edit, () => listener.onEdit(this), { className: "quiet" });
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
      ...this.#head.elements,
      this.#output.element,
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
    this.#head.clear();
    this.#output.clear();
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
    this.#head.draw(answer);
    this.#output.draw(this.text, { isValue: answer.value !== undefined });
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
    const { answer } = this;
    this.#wait.textContent = waitText(answer, { ms: this.#elapsed, messages: this.#messages });
    this.#wait.hidden = this.#wait.textContent === "";
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
    this.#output.element.classList.toggle("recalled", answer.isRecalled);
    if (answer.status === "complete" && this.text === "" && answer.steps.length === 0) {
      this.#output.say(this.#messages.nothing);
    }
    if (answer.isUnderWay) this.#output.say(this.#messages.underWay);
    this.#facts.textContent = factsLine(answer, this.#messages);
    this.#facts.hidden = this.#actions.hidden = this.#edit.hidden = false;
    this.#details.hidden = answer.isRecalled;
    const { question: { resume }, record: { interrupts = [] } } = answer;
    this.#edit.hidden = resume !== undefined; // it is answered once
    this.#again.hidden = this.#edit.hidden || answer.failure !== null; // the failure has a button
    if (answer.failure !== null) this.#showFailure(answer.failure);
    if (interrupts.length > 0) this.#showInterrupt(interrupts);
  }

  #showFailure(failure: ShownFailure): void {
    this.#failure = failureView(failure, {
      messages: this.#messages,
      isKept: this.answer.count > 0,
      onReadOn: () => this.#listener.onReadOn(this),
      onAgain: () => this.#listener.onAgain(this),
    });
    this.#body.append(this.#failure);
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
}
