/// <reference lib="dom" />
import { type AnswerEvent, StreamError } from "@splitstream/splitstream/client";
import { Answer } from "../answer/answer.ts";
import { play, replayOf } from "../answer/replay.ts";
import type { AutoScroll } from "../dom/auto_scroll.ts";
import { toFailureMessage } from "../messages/failure_message.ts";
import type { Messages } from "../messages/messages.ts";
import { recordFrames } from "../server/record_frames.ts";
import type { Server } from "../server/server.ts";
import type { TurnView } from "../view/turn/turn_view.ts";
import type { RunningAnswer } from "./session.ts";

/** Options for {@linkcode AnswerUnderWay}. */
export interface AnswerUnderWayOptions {
  messages: Messages;
  server: Server;
  autoScroll: AutoScroll;
  /** Called when an answer begins, and when it ends. */
  onRunning: (isRunning: boolean) => void;
  /** Called when the address of its run is known. */
  onUnderWay: () => void;
  /** Called when it is over. */
  onChange: () => void;
  /** Called with what a screen reader is to say. */
  say: (status: string) => void;
  /** Called when the server requires a key. */
  onKeyWanted: () => void;
}

/** Where an answer comes from. */
export interface AnswerSource {
  /** Asks for its events. */
  open: (
    signal: AbortSignal,
    fetch: (url: string | URL, init: RequestInit) => Promise<Response>,
  ) => AsyncIterable<AnswerEvent>;
  /** Whether a stop is a request of its own. Otherwise leaving stops the run. */
  stops: boolean;
  /** The address of a run that was begun before. */
  location?: string;
  /** Called when the turn has become part of the conversation. */
  onSaid: () => void;
  /** Called when the question has failed before a run began. */
  onRefused: () => void;
}

/** How long a burst of events may keep the browser from drawing, in milliseconds. */
const BUSY_MS = 40;

const now = () => performance.now();

/** The answer, or the replay of one, that is under way: at most one. */
export class AnswerUnderWay {
  readonly #options: AnswerUnderWayOptions;
  /** Stops the answer or replay; `null` if there is none. */
  #abort: AbortController | null = null;
  #run: RunningAnswer | null = null;

  /** @param options where it comes from, and who is told */
  constructor(options: AnswerUnderWayOptions) {
    this.#options = options;
  }

  /** Whether there is one. */
  get isRunning(): boolean {
    return this.#abort !== null;
  }

  /** Its run, if the server keeps that. */
  get run(): RunningAnswer | null {
    return this.#run;
  }

  /** Shows an answer as it arrives. */
  async show(turn: TurnView, source: AnswerSource): Promise<void> {
    const { messages, say, autoScroll } = this.#options;
    const abort = this.#begin(messages.answering);
    const scroll = () => autoScroll.follow(turn.element);
    // A new conversation may have begun: that one knows nothing of this.
    const remember = () => this.#abort === abort && source.onSaid();
    try {
      let paused = now();
      for await (const event of source.open(abort.signal, this.#fetch(abort, turn))) {
        turn.add(event);
        scroll();
        if (now() - paused < BUSY_MS) continue;
        await new Promise((resolve) => setTimeout(resolve)); // lets the browser draw, and the reader act
        paused = now();
      }
      remember();
      say(messages.complete(turn.text));
    } catch (error) {
      if (abort.signal.aborted) {
        if (source.stops) this.#stopRun();
        turn.stopped();
        remember();
      } else if (this.#fail(turn, { error, source })) {
        remember();
      }
      say("");
    } finally {
      this.#finish(abort);
      scroll();
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

  /** Stops it. */
  stop(): void {
    this.#abort?.abort();
  }

  /** Stops it, and forgets it: a new conversation begins. */
  leave(): void {
    this.stop();
    this.#stopRun();
    this.#abort = this.#run = null;
  }

  /** Returns a `fetch` that notes the frames of the reply, and the address of the run. */
  #fetch(abort: AbortController, turn: TurnView) {
    const { server, onUnderWay } = this.#options;
    const send = recordFrames((text) => turn.addFrame(text));
    const began = Date.now();
    return async (url: string | URL, init: RequestInit): Promise<Response> => {
      const response = await send(url, init);
      const location = response.headers.get("content-location");
      if (location !== null && this.#abort === abort) {
        const { question } = turn.answer;
        this.#run ??= { question, location: server.at(location).href, began };
        onUnderWay();
      }
      return response;
    };
  }

  /** Shows a failure. @returns whether a part of the answer is kept */
  #fail(turn: TurnView, { error, source }: { error: unknown; source: AnswerSource }): boolean {
    const { messages, server, onKeyWanted } = this.#options;
    const { location, onRefused } = source;
    const isBegun = turn.answer.run !== null || location !== undefined;
    const failure = toFailureMessage(error, { messages, hasKey: server.key !== "", isBegun });
    const isUnreachable = error instanceof StreamError && error.type === "unreachable";
    if (isUnreachable) failure.location = location ?? null;
    if (turn.answer.run === null) onRefused();
    turn.fail(failure, error instanceof StreamError ? error.record : null);
    if (failure.wantsKey) onKeyWanted();
    return failure.isLost;
  }

  /** Stops a run that leaving alone does not stop. */
  #stopRun(): void {
    if (this.#run === null) return;
    const url = this.#run.location.replace(/\/stream$/, "/cancel");
    const { headers } = this.#options.server;
    fetch(url, { method: "POST", headers, keepalive: true }).catch(() => {}); // it ends by itself
  }

  #begin(status: string): AbortController {
    const abort = new AbortController();
    this.#abort = abort;
    this.#options.onRunning(true);
    this.#options.say(status);
    return abort;
  }

  #finish(abort: AbortController): void {
    if (this.#abort !== abort) return; // a new conversation has begun
    this.#abort = this.#run = null;
    this.#options.onRunning(false);
    this.#options.onChange();
  }
}
