import type {
  AnswerEvent,
  EndRecord,
  RunStart,
  StepTime,
  TokenLogprob,
} from "@splitstream/splitstream/client";
import { type Step, stepsOf } from "../../client/steps.ts";
import type { Question } from "./question.ts";

/** A split of an answer. */
export interface Split {
  /** The part of it that belongs to the answer. */
  text: string;
  /** The rest: an end marker, and the text after it. */
  rest: string;
  /** When it was read from the model, in milliseconds since the run began. */
  ms: number;
  /** Its tokens, with their log probabilities, if the model gave them. */
  logprobs: readonly TokenLogprob[];
}

/** How an answer stands. */
export type Status = "running" | "complete" | "stopped" | "failed";

/** A failure in words for the reader. */
export interface ShownFailure {
  text: string;
  detail: string | null;
  /** Whether the connection was lost while the answer came. */
  isLost?: boolean;
  /** The address of the run, if the server may still keep it. */
  location?: string | null;
}

/** A frame of the reply as it came, and when, in milliseconds since the question was sent. */
export interface Frame {
  ms: number;
  text: string;
}

/** An answer as it is saved. */
export interface SavedAnswer {
  question: Question;
  run: RunStart | null;
  record: EndRecord;
  status: Status;
  failure: ShownFailure | null;
  steps: readonly Step[];
  frames: readonly Frame[];
  /** Whether only its text is known, because a thread kept it. */
  isRecalled?: boolean;
  /** Whether more of it comes to another page. */
  isUnderWay?: boolean;
}

/** All that the page knows of one answer, as it arrives. */
export class Answer {
  question: Question;
  /** Whether only its text is known, because a thread kept it. */
  isRecalled = false;
  /** Whether more of it comes to another page. */
  isUnderWay = false;
  run: RunStart | null = null;
  status: Status = "running";
  failure: ShownFailure | null = null;
  /** Which attempt to come back is under way, after the connection broke; 0 for none. */
  attempt = 0;
  readonly frames: Frame[] = [];
  readonly #splits: { text: string; ms: number; logprobs?: readonly TokenLogprob[] }[] = [];
  readonly #steps: Step[] = [];
  readonly #reasoning: { text: string; ms: number }[] = [];
  /** The length of all splits together. */
  #length = 0;
  /** The splits, cut where the output ended when they were last asked for, and their length. */
  #cut: Split[] = [];
  #cutEnd = 0;
  #cutLength = 0;
  /** How many of those are part of the output for good, and their length. */
  #settled = 0;
  #settledLength = 0;
  #output = "";
  #value: unknown = undefined;
  #record: EndRecord | null = null;

  /** Makes an empty answer to a question. */
  constructor(question: Question) {
    this.question = question;
  }

  /** Restores a saved answer. */
  static restore(saved: SavedAnswer): Answer {
    const answer = new Answer(saved.question);
    answer.run = saved.run;
    answer.status = saved.status;
    answer.failure = saved.failure;
    answer.isRecalled = saved.isRecalled === true;
    answer.isUnderWay = saved.isUnderWay === true;
    answer.frames.push(...saved.frames);
    answer.#steps.push(...saved.steps);
    answer.#setRecord(saved.record);
    return answer;
  }

  /** Reads an event. @param ms the time since the question was sent */
  add(event: AnswerEvent, ms: number): void {
    this.attempt = event.type === "reconnect" ? event.attempt : 0;
    switch (event.type) {
      case "start":
        this.run = event.run;
        return;
      case "split":
        this.#splits.push(event.split);
        this.#length += event.split.text.length;
        return;
      case "text":
        this.#output += event.text;
        return;
      case "value":
        this.#value = event.value;
        return;
      case "reasoning":
        this.#reasoning.push({ text: event.text, ms: Math.round(ms) });
        return;
      case "updates":
        this.#steps.push(...stepsOf(event.updates));
        return;
      case "end":
        this.end("complete", event.record);
        return;
    }
  }

  /** Ends the answer. @param record the record of the server, if it sent one */
  end(status: Exclude<Status, "running">, record: EndRecord | null = null): void {
    this.status = status;
    if (record !== null) this.#setRecord(record);
  }

  /** The text of the answer so far. */
  get output(): string {
    return this.#output;
  }

  /** The JSON value of the answer so far, if it is not a text. */
  get value(): unknown {
    return this.#value;
  }

  /** How many characters are held back, because they may become an end marker. */
  get heldLength(): number {
    return this.status === "running" ? Math.max(0, this.#length - this.#output.length) : 0;
  }

  /** The number of splits so far. */
  get count(): number {
    return this.#splits.length;
  }

  /** The tool calls of an agent, and their results. */
  get steps(): readonly Step[] {
    return this.#steps;
  }

  /** When the steps of an agent or graph ran. Known at the end. */
  get stepTimes(): readonly StepTime[] {
    return this.#record?.timing.steps ?? [];
  }

  /** The pieces of reasoning so far, with their times. */
  get reasoning(): readonly { text: string; ms: number }[] {
    return this.#reasoning;
  }

  /** The time of the last thing that the model did, in milliseconds since the run began. */
  get lastMs(): number {
    const last = Math.max(this.#splits.at(-1)?.ms ?? 0, this.#reasoning.at(-1)?.ms ?? 0);
    return this.#record === null ? last : Math.max(last, this.#record.timing.duration_ms);
  }

  /**
   * The splits so far, each cut where the output ends. Each is made once: only those that were held
   * back are made again, when the output has grown.
   */
  get splits(): readonly Split[] {
    const isText = typeof this.#record?.output === "string" || this.#record === null;
    const end = isText ? this.#output.length : 0;
    if (end !== this.#cutEnd) this.#cut.length = this.#settled;
    this.#cutEnd = end;
    let offset = this.#cut.length === this.#settled ? this.#settledLength : this.#cutLength;
    for (let i = this.#cut.length; i < this.#splits.length; i++) {
      const { text: all = "", ms = 0, logprobs = [] } = this.#splits[i] ?? {};
      const text = all.slice(0, Math.max(0, end - offset));
      offset += all.length;
      this.#cut.push({ text, rest: all.slice(text.length), ms, logprobs });
      if (text.length < all.length || this.#settled !== i) continue;
      this.#settled++;
      this.#settledLength = offset;
    }
    this.#cutLength = offset;
    return this.#cut;
  }

  /** The record of the server, or what is known without it. */
  get record(): EndRecord {
    if (this.#record !== null) return this.#record;
    const splits = this.#splits.map(({ text }) => text);
    const reasoning = this.#reasoning.map(({ text }) => text);
    const logprobs = this.#splits.map((split) => split.logprobs ?? []);
    return {
      end_reason: this.status === "failed" ? "error" : "cancelled",
      end_marker: null,
      finish_reason: null,
      output: this.#value ?? this.#output,
      splits,
      token_splits: splits.map((split) => `${split}|`).join(""),
      tool_calls: [],
      reasoning: reasoning.length === 0 ? null : {
        text: reasoning.join(""),
        splits: reasoning,
        split_ms: this.#reasoning.map(({ ms }) => ms),
      },
      ...(logprobs.some((tokens) => tokens.length > 0) ? { logprobs } : {}),
      usage: null,
      timing: {
        first_token_ms: this.#splits.find(({ text }) => text !== "")?.ms ?? null,
        duration_ms: this.lastMs,
        split_ms: this.#splits.map(({ ms }) => ms),
      },
    };
  }

  /** Returns the answer for a file, or for the next visit. */
  save(): SavedAnswer {
    const { question, run, record, failure, steps, frames } = this;
    const status = this.status === "running" ? "stopped" : this.status;
    const recalled = this.isRecalled ? { isRecalled: true } : {};
    return { question, run, record, status, failure, steps, frames, ...recalled };
  }

  #setRecord(record: EndRecord): void {
    this.#record = record;
    const { splits, timing, logprobs, reasoning, output } = record;
    this.#splits.length = 0;
    this.#cut = [];
    this.#cutLength = this.#settled = this.#settledLength = 0;
    splits.forEach((text, i) => {
      const ms = timing.split_ms[i] ?? timing.duration_ms;
      this.#splits.push({ text, ms, logprobs: logprobs?.[i] ?? [] });
    });
    this.#length = splits.reduce((sum, split) => sum + split.length, 0);
    this.#reasoning.length = 0;
    reasoning?.splits.forEach((text, i) => {
      this.#reasoning.push({ text, ms: reasoning.split_ms[i] ?? 0 });
    });
    if (typeof output === "string") this.#output = output;
    else this.#value = output;
  }
}
