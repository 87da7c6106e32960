/// <reference lib="dom" />
import type { EndRecord, StepUpdates } from "@splitstream/splitstream/client";
import { stepsOf } from "../client/steps.ts";
import type { Advice } from "./advice.ts";
import { ArrivalPicture } from "./arrival_picture.ts";
import { type Arrival, arrivalsOf, longestGap, type Piece } from "./arrivals.ts";
import { element } from "./element.ts";
import type { Words } from "./words.ts";

/** What is shown of one question: the answer as it comes, and how it came. */
export class TurnView {
  /** All of it, to be put into the page. */
  readonly element: HTMLElement = element("article", { className: "turn" });

  readonly #words: Words;
  readonly #now: () => number;
  readonly #begin: number;
  readonly #pieces: Piece[] = [];
  readonly #steps = element("ol", { className: "steps", hidden: true });
  readonly #text = element("p", { className: "output" });
  readonly #splits = element("ol", { className: "splits" });
  readonly #picture: ArrivalPicture;
  readonly #facts = element("dl", { className: "facts" });
  readonly #details = element("div", { className: "details", hidden: true });
  #frame = 0;

  /**
   * @param question what was asked
   * @param options `now` is a clock that only goes forward, in milliseconds
   */
  constructor(question: string, { words, now }: { words: Words; now: () => number }) {
    this.#words = words;
    this.#now = now;
    this.#begin = now();
    this.#picture = new ArrivalPicture(words);

    const asked = element("p", { className: "question", textContent: question });
    asked.prepend(element("span", { className: "unseen", textContent: `${words.you}: ` }));
    const answer = element("div", { className: "answer", ariaBusy: "true" });
    answer.append(
      element("h3", { className: "unseen", textContent: words.answer }),
      this.#steps,
      this.#text,
      this.#splits,
      this.#details,
    );
    this.#steps.ariaLabel = words.steps;
    this.#splits.ariaLabel = words.splits;
    this.#text.dataset.waiting = words.waiting;
    this.#details.append(this.#picture.element, this.#facts);
    this.element.append(asked, answer);
  }

  /** The answer as far as it came. */
  get text(): string {
    return this.#pieces.map(({ text }) => text).join("");
  }

  /** Shows a piece of text, at once. */
  addText(text: string): void {
    this.#pieces.push({ text, at: this.#elapsed });
    delete this.#text.dataset.waiting;
    this.#text.append(text);
    this.#splits.append(this.#splitItem({ text, rest: "" }));
    this.#details.hidden = false;
    // A picture for each piece would be more than anybody sees.
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  /** Shows what an agent did. */
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
    if (record.output === "") this.#text.textContent = this.#words.nothing;
    this.#end(reasonOf(record, this.#words), { arrivals, at });
    this.#details.append(this.#tokenSplits(record.token_splits));
  }

  /** Shows that the reader stopped it. */
  stopped(): void {
    this.#end(this.#words.stopped);
  }

  /** Shows that it failed, and a button to try again. */
  fail({ text, detail }: Advice, retry: () => void): void {
    this.#end(this.#words.failed);
    const failure = element("div", { className: "failure", role: "alert" });
    const kept = this.#pieces.length === 0 ? "" : ` ${this.#words.kept}`;
    failure.append(element("p", { textContent: `${text}${kept}` }));
    if (detail !== null) failure.append(element("p", { className: "hint", textContent: detail }));
    const button = element("button", { type: "button", textContent: this.#words.retry });
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
    const { picture } = this.#words;
    const took = duration(until);
    const label = picture(arrivals.length, took, duration(longestGap(arrivals)));
    this.#picture.draw(arrivals, { until, took, label });
  }

  *#factsOf(reason: string, { arrivals, at }: { arrivals: Arrival[]; at: number }) {
    const words = this.#words;
    const first = this.#pieces[0]?.at;
    const writing = at - (first ?? at);
    const empty = arrivals.filter(({ text, rest }) => text === "" && rest === "").length;
    yield* fact(words.ended, reason);
    if (first !== undefined) yield* fact(words.firstToken, duration(first));
    if (writing > 0 && arrivals.length > 1) {
      const speed = ((arrivals.length - 1) / writing * 1000).toFixed(1);
      yield* fact(words.speed, words.perSecond(speed));
    }
    if (arrivals.length > 0) yield* fact(words.splits, words.splitCount(arrivals.length, empty));
    if (arrivals.length > 1) yield* fact(words.gap, duration(longestGap(arrivals)));
    yield* fact(words.duration, duration(at));
  }

  #splitItem({ text, rest }: { text: string; rest: string }): HTMLElement {
    const item = element("li");
    if (text !== "") item.append(element("span", { textContent: text }));
    if (rest !== "") item.append(element("span", { className: "marker", textContent: rest }));
    if (text === "" && rest === "") {
      const box = element("span", { className: "empty", title: this.#words.empty });
      box.append(element("span", { className: "unseen", textContent: this.#words.empty }));
      item.append(box);
    }
    return item;
  }

  #tokenSplits(tokenSplits: string): HTMLElement {
    const { tokenSplits: title, copy, copied, copyFailed } = this.#words;
    const details = element("details");
    const button = element("button", { type: "button", textContent: copy });
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(tokenSplits);
        button.textContent = copied;
      } catch {
        button.textContent = copyFailed; // a page that is not served over HTTPS may not copy
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

function reasonOf({ end_reason, end_marker, finish_reason }: EndRecord, words: Words): string {
  if (end_marker !== null) return words.marker(end_marker);
  if (end_reason === "length") return words.length;
  return finish_reason === "content_filter" ? words.filtered : words.done;
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
