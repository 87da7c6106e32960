/// <reference lib="dom" />
import { follow, type Message, stream } from "@splitstream/splitstream/client";
import { Answer, type SavedAnswer } from "../answer/answer.ts";
import { configurableOf, inputOf, type Question, type QuestionThread } from "../answer/question.ts";
import { type ConversationThread, ConversationThreads } from "../thread/conversation_threads.ts";
import type { ServerThreads } from "../thread/server_threads.ts";
import type { TurnListener } from "../view/turn/turn_listener.ts";
import { TurnView } from "../view/turn/turn_view.ts";
import {
  type AnswerSource,
  AnswerUnderWay,
  type AnswerUnderWayOptions,
} from "./answer_under_way.ts";
import type { RunningAnswer } from "./session.ts";

/** Options for {@linkcode Conversation}. */
export interface ConversationOptions extends AnswerUnderWayOptions {
  /** The element that the turns are added to. */
  log: HTMLElement;
  listener: TurnListener;
  threads: ServerThreads;
  /** Whether the conversations of a runnable are kept in threads, unasked. */
  isThreaded: (runnable: string) => boolean;
  /** Whether to ask the server to let a run go on without its reader. */
  continues: () => boolean;
}

const now = () => performance.now();

/** The turns of a conversation, and the answer under way. */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #turns: TurnView[] = [];
  readonly #threads: ConversationThreads;
  readonly #underWay: AnswerUnderWay;
  #history: Message[] = [];
  /** The last turn that was not asked aside. */
  #last: TurnView | null = null;
  /** The question that was taken back to change it. */
  #takenBack: Question | null = null;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#underWay = new AnswerUnderWay(options);
    const { isThreaded, threads } = options;
    this.#threads = new ConversationThreads({ isThreaded, server: threads });
  }

  /** Whether an answer or a replay is under way. */
  get isRunning(): boolean {
    return this.#underWay.isRunning;
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
    return this.#underWay.run;
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
    await this.#underWay.show(turn, {
      ...this.#listen(turn, { isAside }),
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
    await this.#underWay.show(turn, {
      ...this.#listen(turn, { isAside: turn !== this.#last }),
      stops: true,
      location,
      open: (signal, fetch) => follow(location, { signal, apiKey, fetch }),
    });
  }

  /** Replays an answer at a speed. */
  async replay(turn: TurnView, speed: number): Promise<void> {
    await this.#underWay.replay(turn, speed);
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
    this.#underWay.stop();
  }

  /** Forgets all turns. */
  clear(): void {
    this.#underWay.leave();
    this.#last = this.#takenBack = null;
    this.#threads.clear();
    this.#history = [];
    this.#turns.length = 0;
    this.#options.log.replaceChildren();
    this.#options.onRunning(false);
  }

  #listen(
    turn: TurnView,
    { isAside }: { isAside: boolean },
  ): Pick<AnswerSource, "onSaid" | "onRefused"> {
    return {
      onSaid: () => isAside || this.#remember(turn),
      onRefused: () => this.#threads.refuse(turn.answer.question.thread),
    };
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

  #remember({ answer: { question, output } }: TurnView): void {
    if (question.variables !== undefined || output === "") return;
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
