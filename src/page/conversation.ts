/// <reference lib="dom" />
import { type Message, stream, StreamError } from "@splitstream/splitstream/client";
import { Answer, type SavedAnswer } from "./answer/answer.ts";
import { configurableOf, inputOf, type Question } from "./answer/question.ts";
import { play, replayOf } from "./answer/replay.ts";
import type { AutoScroll } from "./dom/auto_scroll.ts";
import { recordFrames } from "./dom/record_frames.ts";
import { toFailureMessage } from "./messages/failure_message.ts";
import type { Messages } from "./messages/messages.ts";
import { type TurnListener, TurnView } from "./view/turn_view.ts";

/** Options for {@linkcode Conversation}. */
export interface ConversationOptions {
  messages: Messages;
  /** The element that the turns are added to. */
  log: HTMLElement;
  /** Returns the address of a path of the app. */
  at: (path: string) => URL;
  /** Returns the API key; empty for none. */
  key: () => string;
  listener: TurnListener;
  autoScroll: AutoScroll;
  /** Called when an answer begins, and when it ends. */
  onRunning: (isRunning: boolean) => void;
  /** Called when a turn is over. */
  onChange: () => void;
  /** Called with what a screen reader is to say. */
  say: (status: string) => void;
  /** Called when the server requires a key. */
  onKeyWanted: () => void;
}

/** How long a burst of events may keep the browser from drawing, in milliseconds. */
const BUSY_MS = 40;

const now = () => performance.now();

/** The turns of a conversation, and the answer under way. */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #turns: TurnView[] = [];
  #history: Message[] = [];
  /** Stops the running answer or replay; `null` if there is none. */
  #running: AbortController | null = null;

  constructor(options: ConversationOptions) {
    this.#options = options;
  }

  /** Whether an answer or a replay is under way. */
  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** The turns, oldest first. */
  get turns(): readonly TurnView[] {
    return this.#turns;
  }

  /** The messages so far. */
  get history(): readonly Message[] {
    return this.#history;
  }

  /** Sends a question, shows the answer as it arrives, and remembers both. */
  async ask(question: Question): Promise<void> {
    const { messages, at, key, say } = this.#options;
    const turn = this.#addTurn(new Answer(question));
    const abort = this.#begin(messages.answering);
    const follow = () => this.#options.autoScroll.follow(turn.element);
    try {
      const events = stream(at(`${question.runnable}/stream`), inputOf(question), {
        signal: abort.signal,
        apiKey: key() || undefined,
        includeSplits: true,
        config: { configurable: configurableOf(question) },
        fetch: recordFrames((text) => turn.addFrame(text)),
      });
      let paused = now();
      for await (const event of events) {
        turn.add(event);
        follow();
        if (now() - paused < BUSY_MS) continue;
        await new Promise((resolve) => setTimeout(resolve)); // lets the browser draw, and the reader act
        paused = now();
      }
      this.#remember(abort, turn);
      say(messages.complete(turn.text));
    } catch (error) {
      if (abort.signal.aborted) {
        turn.stopped();
        this.#remember(abort, turn);
      } else {
        const failure = toFailureMessage(error, { messages, hasKey: key() !== "" });
        turn.fail(failure, error instanceof StreamError ? error.record : null);
        if (failure.wantsKey) this.#options.onKeyWanted();
      }
      say("");
    } finally {
      this.#finish(abort);
      follow();
    }
  }

  /** Replays an answer at a speed. */
  async replay(turn: TurnView, speed: number): Promise<void> {
    if (this.isRunning) return;
    const saved = turn.answer.save();
    const abort = this.#begin(this.#options.messages.replay);
    turn.restart(new Answer(saved.question));
    await play(replayOf(saved), {
      speed,
      signal: abort.signal,
      show: ({ event }) => turn.add(event),
    });
    turn.restart(Answer.restore(saved));
    turn.restore();
    this.#finish(abort);
  }

  /** Shows an answer that was saved. */
  restore(saved: SavedAnswer): TurnView {
    const turn = this.#addTurn(Answer.restore(saved));
    turn.restore();
    return turn;
  }

  /** Restores a whole conversation. */
  restoreAll(turns: readonly SavedAnswer[], history: readonly Message[]): void {
    for (const turn of turns) this.restore(turn);
    this.#history = [...history];
  }

  /** Removes a turn and all after it, so that its question can be changed. */
  takeBack(turn: TurnView): Question {
    const index = this.#turns.indexOf(turn);
    for (const { element } of this.#turns.splice(index)) element.remove();
    this.#history = [...turn.answer.question.history];
    return turn.answer.question;
  }

  /** Removes a turn that failed. */
  remove(turn: TurnView): void {
    this.#turns.splice(this.#turns.indexOf(turn), 1);
    turn.element.remove();
  }

  /** Stops the running answer. */
  stop(): void {
    this.#running?.abort();
  }

  /** Forgets all turns. */
  clear(): void {
    const running = this.#running;
    this.#running = null;
    running?.abort();
    this.#history = [];
    this.#turns.length = 0;
    this.#options.log.replaceChildren();
    this.#options.onRunning(false);
  }

  #addTurn(answer: Answer): TurnView {
    const { messages, listener, log, autoScroll } = this.#options;
    const turn = new TurnView(answer, { messages, now, listener });
    this.#turns.push(turn);
    log.append(turn.element);
    turn.draw(); // now that it has a width
    autoScroll.restart();
    autoScroll.follow(turn.element);
    return turn;
  }

  #begin(status: string): AbortController {
    const abort = new AbortController();
    this.#running = abort;
    this.#options.onRunning(true);
    this.#options.say(status);
    return abort;
  }

  #finish(abort: AbortController): void {
    if (this.#running !== abort) return; // a new conversation has begun
    this.#running = null;
    this.#options.onRunning(false);
    this.#options.onChange();
  }

  #remember(abort: AbortController, turn: TurnView): void {
    const { question, output } = turn.answer;
    // A new conversation may have begun: that one knows nothing of this.
    if (this.#running !== abort || question.variables !== undefined || output === "") return;
    this.#history.push(
      { role: "user", content: question.text },
      { role: "assistant", content: output },
    );
  }
}
