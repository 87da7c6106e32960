import { AnswerCutter, type AnswerCutterOptions } from "../../stream/answer_cutter.ts";
import type { Interrupt, ToolCall } from "../../wire/stream_event.ts";
import type { RunChunk } from "../langchain/chunk_reader.ts";
import { isAnswer, isEvent, type PassOn, SplitRead } from "./answer_chunk.ts";
import { Output } from "../langchain/output/output.ts";
import { type OutputFold, OutputFolder } from "../langchain/output/output_fold.ts";
import { AnswerMessage, InterruptEvent, StepStart } from "../langchain/graph/graph_event.ts";
import { SelfEnd } from "../langchain/marker/self_end.ts";
import { Reasoning } from "../langchain/message/reasoning.ts";
import { ToolCallPiece } from "../langchain/message/tool_call_piece.ts";
import { toPlainJson } from "../langchain/message/to_plain_json.ts";
import { Value } from "../langchain/output/value.ts";
import { Speakers } from "../langchain/graph/speakers.ts";
import { ToolCalls } from "../tool_calls.ts";

/** A kind of chunks that have the limits of an answer for themselves. */
type Kind = "reasoning" | "toolCall" | "value" | "event";

/** Options for {@linkcode Answer}. */
export interface AnswerOptions extends AnswerCutterOptions {
  /** Whether to pass on each split before its text goes out. Default: `false`. */
  includeSplits?: boolean;
}

/**
 * Passes on the chunks of a runnable until its answer is over, and collects the record. How they
 * come and where they go is not its business: that is an {@linkcode AnswerPipe}'s.
 *
 * Only text is searched for markers. Reasoning, tool calls and values have the
 * limits of an answer, and are counted separately.
 */
export class Answer {
  /** Cuts and records the text. */
  readonly cutter: AnswerCutter;
  /** Who wrote it, if it is a graph's. */
  readonly speakers = new Speakers();
  /** How values become the output. It depends on the runnable, so it is set later. */
  fold: OutputFold = "concat";
  /** Puts the chunks of an answer with values together; `null` for a text. */
  #folder: OutputFolder | null = null;
  readonly #toolCalls = new ToolCalls();
  readonly #interrupts: Interrupt[] = [];
  #output: Output | null = null;
  /** Whether a model has announced that the next text ends it. */
  #endsItself = false;
  readonly #reasoning: string[] = [];
  /** The length and the number of chunks that are not text, by their kind. */
  readonly #counts = new Map<Kind, { length: number; chunks: number }>();
  readonly #includeSplits: boolean;
  readonly #maxOutputLength: number;
  readonly #maxSplits: number;
  #isDone = false;

  /** Makes an answer for one run. */
  constructor(options: AnswerOptions) {
    const { maxOutputLength = Infinity, maxSplits = Infinity, includeSplits = false } = options;
    this.cutter = new AnswerCutter(options);
    this.#maxOutputLength = maxOutputLength;
    this.#maxSplits = maxSplits;
    this.#includeSplits = includeSplits;
  }

  /** Whether nothing more is passed on, and its runnable is to stop. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** The pieces of reasoning so far. */
  get reasoning(): readonly string[] {
    return this.#reasoning;
  }

  /** Reads a chunk of the runnable, and passes on what comes of it. */
  push(chunk: RunChunk, pass: PassOn): void {
    if (typeof chunk === "string") this.#pushText(chunk, pass);
    else if (chunk instanceof SelfEnd) this.#endsItself = true;
    else if (chunk instanceof Output) this.#output = chunk;
    else this.#pushOther(chunk, pass);
  }

  /** Notes that the runnable is done, and passes on what was held back. */
  end(pass: PassOn): void {
    this.#send(this.cutter.end(), pass);
  }

  #pushText(chunk: string, pass: PassOn): void {
    const { cutter } = this;
    const index = cutter.splits.length;
    const text = cutter.push(chunk);
    const isRecorded = cutter.splits.length > index;
    if (this.#includeSplits && isRecorded) pass(new SplitRead(index, chunk));
    this.#send(text, pass);
  }

  #pushOther(chunk: RunChunk, pass: PassOn): void {
    const { cutter } = this;
    if (this.isEndedByItself && isAnswer(chunk)) return;
    if (chunk instanceof AnswerMessage) {
      this.speakers.answer = chunk.message;
      return;
    }
    if (chunk instanceof StepStart) {
      this.#send(cutter.flush(), pass); // of another speaker
      const at = { split: cutter.splits.length, text: cutter.outputLength };
      this.speakers.begin(chunk.step, chunk.message, at);
      if (this.#isDone) return;
    }
    if (isEvent(chunk)) {
      if (!this.#fits("event", 0)) return this.#stop();
      if (chunk instanceof InterruptEvent) this.#interrupts.push(...chunk.interrupts);
    } else if (chunk instanceof Reasoning) {
      if (!this.#fits("reasoning", chunk.text.length)) return this.#stop();
      this.#reasoning.push(chunk.text);
    } else if (chunk instanceof ToolCallPiece) {
      if (!this.#fits("toolCall", chunk.call.args?.length ?? 0)) return this.#stop();
      return pass(new ToolCallPiece(this.#toolCalls.add(chunk.call)));
    } else {
      this.#send(cutter.flush(), pass); // no marker spans two steps, or a value
      if (cutter.isOver && !this.isEndedByItself) return;
      if (chunk instanceof Value && !(this.#addValue(chunk) && this.#fits("value", 0))) {
        return this.#stop();
      }
    }
    pass(chunk);
  }

  #send(text: string, pass: PassOn): void {
    if (text !== "") {
      this.#folder?.add(text);
      pass(text);
    }
    if (this.cutter.isOver && !this.#endsItself) this.#isDone = true;
  }

  #stop(): void {
    this.cutter.stop();
    this.#isDone = true;
  }

  /** Counts a chunk. @returns whether it is within the limits */
  #fits(kind: Kind, length: number): boolean {
    const count = this.#counts.get(kind) ?? { length: 0, chunks: 0 };
    this.#counts.set(kind, count);
    count.length += length;
    return count.length <= this.#maxOutputLength && count.chunks++ < this.#maxSplits;
  }

  /** Whether the model has ended itself at the marker that ended the answer. */
  get isEndedByItself(): boolean {
    return this.#endsItself && this.cutter.isOver;
  }

  /** Whether the answer was cut, so that its runnable does not know of its end. */
  get isCut(): boolean {
    return this.cutter.isOver && this.cutter.record.end_reason !== "stop" && !this.#endsItself;
  }

  /** The questions of a graph so far. */
  get interrupts(): readonly Interrupt[] {
    return [...this.#interrupts];
  }

  /** The tool calls so far. */
  get toolCalls(): ToolCall[] {
    return this.#toolCalls.all;
  }

  /** Whether the output so far is text. */
  get isText(): boolean {
    return this.#output === null && this.#folder === null;
  }

  /** The output so far: the text, or the value that LangChain's `invoke` would return. */
  get output(): unknown {
    if (this.#output !== null) return this.#output.json;
    if (this.#folder === null) return this.speakers.answerIn(this.cutter.output);
    return toPlainJson(this.#folder.output);
  }

  /** Adds a value to the output. @returns whether the output is still within its limit */
  #addValue({ raw, length }: Value): boolean {
    const maxOutputLength = this.#maxOutputLength;
    if (length > maxOutputLength) return false; // the output is then what came before
    if (this.#folder === null) {
      this.#folder = new OutputFolder(this.fold);
      if (this.cutter.outputLength > 0) this.#folder.add(this.cutter.output);
    }
    this.#folder.add(raw, length);
    return this.#folder.size <= maxOutputLength;
  }
}
