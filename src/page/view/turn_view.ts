/// <reference lib="dom" />
import type { EndRecord, StepUpdates } from "@splitstream/splitstream/client";
import { stepsOf } from "../client/steps.ts";
import type { FailureMessage } from "./failure_message.ts";
import { ArrivalPicture } from "./arrival_picture.ts";
import { type Arrival, arrivalsOf, longestGap, type TextArrival } from "./arrivals.ts";
import { element } from "./element.ts";
import type { Messages } from "./messages.ts";

/** The view of one question: the answer as it arrives, and its splits. */
export class TurnView {
  /** The element to add to the page. */
  readonly element: HTMLElement = element("article", { className: "turn" });

  readonly #messages: Messages;
  readonly #now: () => number;
  readonly #begin: number;
  readonly #pieces: TextArrival[] = [];
  readonly #steps = element("ol", { className: "steps", hidden: true });
  readonly #text = element("p", { className: "output" });
  readonly #splits = element("ol", { className: "splits" });
  readonly #picture: ArrivalPicture;
  readonly #facts = element("dl", { className: "facts" });
  readonly #details = element("div", { className: "details", hidden: true });
  #frame = 0;

  /**
   * @param question the question
   * @param options `now` is a monotonic clock, in milliseconds
   */
  constructor(question: string, { messages, now }: { messages: Messages; now: () => number }) {
    this.#messages = messages;
    this.#now = now;
    this.#begin = now();
    this.#picture = new ArrivalPicture(messages);

    const asked = element("p", { className: "question", textContent: question });
    asked.prepend(element("span", { className: "unseen", textContent: `${messages.you}: ` }));
    const answer = element("div", { className: "answer", ariaBusy: "true" });
    answer.append(
      element("h3", { className: "unseen", textContent: messages.answer }),
      this.#steps,
      this.#text,
      this.#splits,
      this.#details,
    );
    this.#steps.ariaLabel = messages.steps;
    this.#splits.ariaLabel = messages.splits;
    this.#text.dataset.waiting = messages.waiting;
    this.#details.append(this.#picture.element, this.#facts);
    this.element.append(asked, answer);
  }

  /** The answer so far. */
  get text(): string {
    return this.#pieces.map(({ text }) => text).join("");
  }

  /** Shows a piece of text at once. */
  addText(text: string): void {
    this.#pieces.push({ text, at: this.#elapsed });
    delete this.#text.dataset.waiting;
    this.#text.append(text);
    this.#splits.append(this.#splitItem({ text, rest: "" }));
    this.#details.hidden = false;
    // More than one picture per frame would not be seen.
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  /** Shows a JSON value, in place of the one before it. */
  showValue(value: unknown): void {
    delete this.#text.dataset.waiting;
    this.#text.classList.add("value");
    this.#text.textContent = JSON.stringify(value, null, 2);
    this.#details.hidden = false;
  }

  /** Shows the tool calls of an agent and their results. */
  addStep(updates: StepUpdates): void {
    for (const { kind, tool, text } of stepsOf(updates)) {
      const item = element("li", { className: kind });
      item.append(element("b", { textContent: tool }), " ", element("code", { textContent: text }));
      this.#steps.append(item);
      this.#steps.hidden = false;
    }
  }

  /** Shows that the answer is complete, and its record. */
  complete(record: EndRecord): void {
    const at = this.#elapsed;
    const arrivals = arrivalsOf(this.#pieces, { record, at });
    this.#splits.replaceChildren(...arrivals.map((arrival) => this.#splitItem(arrival)));
    if (typeof record.output !== "string") this.showValue(record.output);
    if (record.output === "") this.#text.textContent = this.#messages.nothing;
    this.#end(reasonOf(record, this.#messages), { arrivals, at });
    if (record.token_splits !== "") this.#details.append(this.#tokenSplits(record.token_splits));
  }

  /** Shows that the reader stopped it. */
  stopped(): void {
    this.#end(this.#messages.stopped);
  }

  /** Shows that it failed, and a button to try again. */
  fail({ text, detail }: FailureMessage, retry: () => void): void {
    this.#end(this.#messages.failed);
    const failure = element("div", { className: "failure", role: "alert" });
    const kept = this.#pieces.length === 0 ? "" : ` ${this.#messages.kept}`;
    failure.append(element("p", { textContent: `${text}${kept}` }));
    if (detail !== null) failure.append(element("p", { className: "hint", textContent: detail }));
    const button = element("button", { type: "button", textContent: this.#messages.retry });
    button.addEventListener("click", retry);
    failure.append(button);
    this.#details.before(failure);
  }

  get #elapsed(): number {
    return this.#now() - this.#begin;
  }

  #end(
    reason: string,
    { arrivals = this.#soFar, at = this.#elapsed }: { arrivals?: Arrival[]; at?: number } = {},
  ): void {
    cancelAnimationFrame(this.#frame);
    delete this.#text.dataset.waiting;
    this.#text.hidden = this.#text.textContent === "";
    this.element.querySelector(".answer")?.setAttribute("aria-busy", "false");
    this.#details.hidden = false;
    this.#picture.element.hidden = arrivals.length === 0;
    this.#draw(arrivals, at);
    this.#facts.replaceChildren(...this.#factsOf(reason, { arrivals, at }));
  }

  get #soFar(): Arrival[] {
    return this.#pieces.map((piece) => ({ ...piece, rest: "" }));
  }

  #draw(arrivals = this.#soFar, until = this.#elapsed): void {
    this.#frame = 0;
    const { picture } = this.#messages;
    const took = duration(until);
    const label = picture(arrivals.length, took, duration(longestGap(arrivals)));
    this.#picture.draw(arrivals, { until, took, label });
  }

  *#factsOf(reason: string, { arrivals, at }: { arrivals: Arrival[]; at: number }) {
    const messages = this.#messages;
    const first = this.#pieces[0]?.at;
    const writing = at - (first ?? at);
    const empty = arrivals.filter(({ text, rest }) => text === "" && rest === "").length;
    yield* fact(messages.ended, reason);
    if (first !== undefined) yield* fact(messages.firstToken, duration(first));
    if (writing > 0 && arrivals.length > 1) {
      const speed = ((arrivals.length - 1) / writing * 1000).toFixed(1);
      yield* fact(messages.speed, messages.perSecond(speed));
    }
    if (arrivals.length > 0) {
      yield* fact(messages.splits, messages.splitCount(arrivals.length, empty));
    }
    if (arrivals.length > 1) yield* fact(messages.gap, duration(longestGap(arrivals)));
    yield* fact(messages.duration, duration(at));
  }

  #splitItem({ text, rest }: { text: string; rest: string }): HTMLElement {
    const item = element("li");
    if (text !== "") item.append(element("span", { textContent: text }));
    if (rest !== "") item.append(element("span", { className: "marker", textContent: rest }));
    if (text === "" && rest === "") {
      const box = element("span", { className: "empty", title: this.#messages.empty });
      box.append(element("span", { className: "unseen", textContent: this.#messages.empty }));
      item.append(box);
    }
    return item;
  }

  #tokenSplits(tokenSplits: string): HTMLElement {
    const { tokenSplits: title, copy, copied, copyFailed } = this.#messages;
    const details = element("details");
    const button = element("button", { type: "button", textContent: copy });
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(tokenSplits);
        button.textContent = copied;
      } catch {
        button.textContent = copyFailed; // only pages served over HTTPS may copy
      }
    });
    details.append(
      element("summary", { textContent: title }),
      element("pre", { textContent: tokenSplits, tabIndex: 0 }),
      button,
    );
    return details;
  }
}

function fact(term: string, text: string): HTMLElement[] {
  const row = element("div");
  row.append(element("dt", { textContent: term }), element("dd", { textContent: text }));
  return [row];
}

function reasonOf(
  { end_reason, end_marker, finish_reason }: EndRecord,
  messages: Messages,
): string {
  if (end_marker !== null) return messages.marker(end_marker);
  if (end_reason === "length") return messages.length;
  return finish_reason === "content_filter" ? messages.filtered : messages.done;
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
