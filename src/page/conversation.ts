/// <reference lib="dom" />
import {
  type AnswerEvent,
  follow,
  type Message,
  stream,
  StreamError,
} from "@splitstream/splitstream/client";
import { Answer, type SavedAnswer } from "./answer/answer.ts";
import { type ConversationThread, ConversationThreads } from "./thread/conversation_threads.ts";
import { configurableOf, inputOf, type Question, type QuestionThread } from "./answer/question.ts";
import { play, replayOf } from "./answer/replay.ts";
import type { ServerThreads } from "./thread/server_threads.ts";
import type { RunningAnswer } from "./controls/session.ts";
import type { AutoScroll } from "./dom/auto_scroll.ts";
import { toFailureMessage } from "./messages/failure_message.ts";
import type { Messages } from "./messages/messages.ts";
import { recordFrames } from "./server/record_frames.ts";
import type { Server } from "./server/server.ts";
import { type TurnListener, TurnView } from "./view/turn_view.ts";

/** Options for {@linkcode Conversation}. */
export interface ConversationOptions {
  messages: Messages;
  /** The element that the turns are added to. */
  log: HTMLElement;
  server: Server;
  listener: TurnListener;
  autoScroll: AutoScroll;
  /** Called when an answer begins, and when it ends. */
  onRunning: (isRunning: boolean) => void;
  threads: ServerThreads;
  /** Whether the conversations of a runnable are kept in threads, unasked. */
  isThreaded: (runnable: string) => boolean;
  /** Whether to ask the server to let a run go on without its reader. */
  continues: () => boolean;
  /** Called when the address of the answer under way is known. */
  onUnderWay: () => void;
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
  readonly #threads: ConversationThreads;
  #history: Message[] = [];
  /** Stops the running answer or replay; `null` if there is none. */
  #running: AbortController | null = null;
  #underWay: RunningAnswer | null = null;
  /** The last turn that was not asked aside. */
  #last: TurnView | null = null;
  /** The question that was taken back to change it. */
  #takenBack: Question | null = null;

  constructor(options: ConversationOptions) {
    this.#options = options;
    const { isThreaded, threads } = options;
    this.#threads = new ConversationThreads({ isThreaded, server: threads });
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

  /** The thread of the conversation, if the server keeps one. */
  get thread(): ConversationThread | null {
    return this.#threads.current;
  }

  /** Whether the reader wants the conversation to be kept, whatever answers it. */
  get isKept(): boolean {
    return this.#threads.isKept;
  }

  /** The answer under way, if the server keeps it. */
  get underWay(): RunningAnswer | null {
    return this.#underWay;
  }

  /**
   * Sends a question, shows the answer as it arrives, and remembers both.
   *
   * @param again the turn whose question is asked once more. If it is the last, the new answer takes
   *   its place in the conversation. If it is not, the conversation stays as it is.
   */
  async ask(question: Question, again: TurnView | null = null): Promise<void> {
    const { server, continues } = this.#options;
    const isAside = again !== null && again !== this.#last;
    const replaced = isAside ? null : again?.answer.question ?? this.#takenBack;
    this.#takenBack = null;
    const { resume, thread: asking } = question;
    const thread = resume !== undefined && asking !== undefined
      ? { id: asking.id, isNew: false }
      : this.#threads.for(question, { isAside });
    question = withThread(question, thread);
    const turn = this.#addTurn(new Answer(question));
    if (!isAside) this.#last = turn;
    const isDetached = continues();
    const replace = async (signal: AbortSignal) => {
      if (resume !== undefined || replaced === null || thread === undefined) return;
      const place = await this.#threads.replace(question, { replaced, thread, signal });
      question = turn.answer.question = withThread(question, place);
    };
    await this.#show(turn, {
      isAside,
      stops: isDetached,
      open: async function* (signal, fetch) {
        await replace(signal);
        yield* stream(server.at(`${question.runnable}/stream`), inputOf(question), {
          signal,
          apiKey: server.key || undefined,
          includeSplits: true,
          config: { configurable: configurableOf(question) },
          command: resume === undefined ? undefined : { resume: resume.value },
          onDisconnect: isDetached ? "continue" : undefined,
          fetch,
        });
      },
    });
  }

  /** Whether the conversation is one that a thread could keep, and none does. */
  get isUnkept(): boolean {
    return this.thread === null && this.#last?.answer.question.variables === undefined &&
      this.#last !== null;
  }

  /** Whether it can be kept now. */
  get canKeep(): boolean {
    return this.isUnkept && !this.isRunning && this.#history.length > 0;
  }

  /** Lets the server keep the conversation in a thread. @returns whether it does */
  async keep(): Promise<boolean> {
    const question = this.#last?.answer.question;
    if (question === undefined || !this.canKeep) return false;
    this.#takenBack = null; // the thread will not have it
    return await this.#threads.keep(question, this.#history);
  }

  /** Shows an answer that was under way before a reload, from its beginning. */
  async takeUp({ question, location, began }: RunningAnswer): Promise<void> {
    const elapsed = Math.max(0, Date.now() - began);
    this.#last = this.#addTurn(new Answer(question), elapsed);
    await this.#follow(this.#last, location);
  }

  /** Shows the whole of an answer whose connection was lost. */
  async readOn(turn: TurnView): Promise<void> {
    const location = turn.answer.failure?.location;
    if (location == null || this.isRunning) return;
    turn.restart(new Answer(turn.answer.question));
    await this.#follow(turn, location);
  }

  async #follow(turn: TurnView, location: string): Promise<void> {
    const apiKey = this.#options.server.key || undefined;
    await this.#show(turn, {
      isAside: turn !== this.#last,
      stops: true,
      location,
      open: (signal, fetch) => follow(location, { signal, apiKey, fetch }),
    });
  }

  /**
   * Shows an answer as it arrives.
   *
   * @param options `stops` says whether a stop is a request of its own; the other way, leaving is
   *   one. `location` is the address of a run that was begun before
   */
  async #show(
    turn: TurnView,
    { isAside, stops, location, open }: {
      isAside: boolean;
      stops: boolean;
      location?: string;
      open: (
        signal: AbortSignal,
        fetch: (url: string | URL, init: RequestInit) => Promise<Response>,
      ) => AsyncIterable<AnswerEvent>;
    },
  ): Promise<void> {
    const { messages, server, say, onUnderWay } = this.#options;
    const abort = this.#begin(messages.answering);
    const scroll = () => this.#options.autoScroll.follow(turn.element);
    const send = recordFrames((text) => turn.addFrame(text));
    const began = Date.now();
    try {
      const events = open(abort.signal, async (url, init) => {
        const response = await send(url, init);
        const location = response.headers.get("content-location");
        if (location !== null && this.#running === abort) {
          const { question } = turn.answer;
          this.#underWay ??= { question, location: server.at(location).href, began };
          onUnderWay();
        }
        return response;
      });
      let paused = now();
      for await (const event of events) {
        turn.add(event);
        scroll();
        if (now() - paused < BUSY_MS) continue;
        await new Promise((resolve) => setTimeout(resolve)); // lets the browser draw, and the reader act
        paused = now();
      }
      if (!isAside) this.#remember(abort, turn);
      say(messages.complete(turn.text));
    } catch (error) {
      if (abort.signal.aborted) {
        if (stops) this.#stopRun();
        turn.stopped();
        if (!isAside) this.#remember(abort, turn);
      } else {
        const isBegun = turn.answer.run !== null || location !== undefined;
        const failure = toFailureMessage(error, { messages, hasKey: server.key !== "", isBegun });
        const isUnreachable = error instanceof StreamError && error.type === "unreachable";
        if (isUnreachable) failure.location = location ?? null;
        if (turn.answer.run === null) this.#threads.refuse(turn.answer.question.thread);
        turn.fail(failure, error instanceof StreamError ? error.record : null);
        if (failure.isLost && !isAside) this.#remember(abort, turn);
        if (failure.wantsKey) this.#options.onKeyWanted();
      }
      say("");
    } finally {
      this.#finish(abort);
      scroll();
    }
  }

  /** Stops a run that leaving alone does not stop. */
  #stopRun(): void {
    if (this.#underWay === null) return;
    const url = this.#underWay.location.replace(/\/stream$/, "/cancel");
    const { headers } = this.#options.server;
    fetch(url, { method: "POST", headers, keepalive: true }).catch(() => {}); // it ends by itself
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

  /** Restores a whole conversation. @param thread its thread, if the server still keeps it */
  restoreAll(
    turns: readonly SavedAnswer[],
    { history, thread, isKept = false }: {
      history: readonly Message[];
      thread: ConversationThread | null;
      isKept?: boolean;
    },
  ): void {
    this.#threads.current = thread;
    this.#threads.isKept = isKept;
    for (const turn of turns) this.#last = this.restore(turn);
    this.#history = [...history];
  }

  /** Removes a turn and all after it, so that its question can be changed. */
  takeBack(turn: TurnView): Question {
    const index = this.#turns.indexOf(turn);
    for (const { element } of this.#turns.splice(index)) element.remove();
    this.#history = [...turn.answer.question.history];
    this.#last = this.#turns.at(-1) ?? null;
    this.#takenBack = turn.answer.question;
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
    running?.abort();
    if (this.#underWay !== null) this.#stopRun();
    this.#running =
      this.#underWay =
      this.#last =
      this.#takenBack =
        null;
    this.#threads.clear();
    this.#history = [];
    this.#turns.length = 0;
    this.#options.log.replaceChildren();
    this.#options.onRunning(false);
  }

  #addTurn(answer: Answer, elapsed = 0): TurnView {
    const { messages, listener, log, autoScroll } = this.#options;
    const turn = new TurnView(answer, { messages, now, elapsed, listener });
    this.#turns.at(-1)?.closeInterrupt();
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
    this.#running = this.#underWay = null;
    this.#options.onRunning(false);
    this.#options.onChange();
  }

  #remember(abort: AbortController, turn: TurnView): void {
    const { question, output } = turn.answer;
    // A new conversation may have begun: that one knows nothing of this.
    if (this.#running !== abort || question.variables !== undefined || output === "") return;
    this.#history = [
      ...question.history,
      { role: "user", content: question.text },
      { role: "assistant", content: output },
    ];
  }
}

function withThread(question: Question, thread: QuestionThread | undefined): Question {
  const { thread: _, ...rest } = question;
  return { ...rest, ...(thread === undefined ? {} : { thread }) };
}
