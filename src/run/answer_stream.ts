import { AnswerCutter, type AnswerCutterOptions } from "../stream/answer_cutter.ts";
import type { Interrupt, ToolCall } from "../wire/stream_event.ts";
import type { RunChunk } from "./langchain/chunk_reader.ts";
import { Output } from "./langchain/output/output.ts";
import { type OutputFold, OutputFolder } from "./langchain/output/output_fold.ts";
import {
  AnswerMessage,
  CustomEvent,
  InterruptEvent,
  StateChange,
  StepStart,
} from "./langchain/graph/graph_event.ts";
import { GraphPart } from "./langchain/graph/parts/graph_part.ts";
import { SelfEnd } from "./langchain/marker/self_end.ts";
import { Reasoning } from "./langchain/message/reasoning.ts";
import { ToolCallPiece } from "./langchain/message/tool_call_piece.ts";
import { toPlainJson } from "./langchain/message/to_plain_json.ts";
import { Value } from "./langchain/output/value.ts";
import { Speakers } from "./langchain/graph/speakers.ts";
import { ToolCalls } from "./tool_calls.ts";

/** A split that was read, before its text goes out. */
export class SplitRead {
  /** Its place among the splits. */
  readonly index: number;
  /** Its text. */
  readonly text: string;

  /** @param index its place @param text its text */
  constructor(index: number, text: string) {
    this.index = index;
    this.text = text;
  }
}

/** Options for {@linkcode AnswerStream}. */
export interface AnswerStreamOptions extends AnswerCutterOptions {
  /** Whether to pass on each split before its text goes out. Default: `false`. */
  includeSplits?: boolean;
}

/**
 * Passes on the chunks of a runnable until its answer is over. Then it closes, and cancels the
 * runnable. It is the `EndMarkerStream` of a run.
 *
 * Only text is searched for markers. Reasoning, tool calls and values have the
 * limits of an answer, and are counted separately.
 */
export class AnswerStream extends TransformStream<RunChunk, RunChunk | SplitRead> {
  /** Cuts and records the text. */
  readonly cutter: AnswerCutter;
  /** The pieces of reasoning so far. */
  readonly reasoning: readonly string[];
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

  /** Makes a stream for one run. */
  constructor(options: AnswerStreamOptions) {
    const { maxOutputLength = Infinity, maxSplits = Infinity, includeSplits = false } = options;
    const cutter = new AnswerCutter(options);
    const reasoning: string[] = [];
    /** The length and the number of chunks that are not text, by their kind. */
    const counts = {
      reasoning: [0, 0],
      toolCall: [0, 0],
      value: [0, 0],
      event: [0, 0],
    } satisfies Counts;

    const fits = (kind: keyof typeof counts, length: number) => {
      const count = counts[kind];
      const sum = count[0] + length;
      counts[kind] = [sum, count[1] + 1];
      if (sum <= maxOutputLength && count[1] < maxSplits) return true;
      cutter.stop();
      return false;
    };
    type Controller = TransformStreamDefaultController<RunChunk | SplitRead>;
    const push = (chunk: string, controller: Controller) => {
      const index = cutter.splits.length;
      const text = cutter.push(chunk);
      const isRecorded = cutter.splits.length > index;
      if (includeSplits && isRecorded) controller.enqueue(new SplitRead(index, chunk));
      send(text, controller);
    };
    const send = (text: string, controller: Controller) => {
      if (text !== "") {
        this.#folder?.add(text);
        controller.enqueue(text);
      }
      if (cutter.isOver && !this.#endsItself) controller.terminate();
    };

    super({
      transform: (chunk, controller) => {
        if (chunk instanceof SelfEnd) {
          this.#endsItself = true;
          return;
        }
        if (typeof chunk === "string") return push(chunk, controller);
        if (chunk instanceof Output) {
          this.#output = chunk;
          return;
        }
        if (this.isEndedByItself && isAnswer(chunk)) return;
        if (chunk instanceof AnswerMessage) {
          this.speakers.answer = chunk.message;
          return;
        }
        if (chunk instanceof StepStart) {
          send(cutter.flush(), controller); // of another speaker
          const at = { split: cutter.splits.length, text: cutter.outputLength };
          this.speakers.begin(chunk.step, chunk.message, at);
        }
        if (
          chunk instanceof StepStart || chunk instanceof CustomEvent ||
          chunk instanceof InterruptEvent || chunk instanceof StateChange ||
          chunk instanceof GraphPart
        ) {
          if (!fits("event", 0)) return controller.terminate();
          if (chunk instanceof InterruptEvent) this.#interrupts.push(...chunk.interrupts);
        } else if (chunk instanceof Reasoning) {
          if (!fits("reasoning", chunk.text.length)) return controller.terminate();
          reasoning.push(chunk.text);
        } else if (chunk instanceof ToolCallPiece) {
          if (!fits("toolCall", chunk.call.args?.length ?? 0)) return controller.terminate();
          return controller.enqueue(new ToolCallPiece(this.#toolCalls.add(chunk.call)));
        } else {
          send(cutter.flush(), controller); // no marker spans two steps, or a value
          if (cutter.isOver && !this.isEndedByItself) return;
          if (chunk instanceof Value) {
            if (!this.#addValue(chunk, maxOutputLength) || !fits("value", 0)) {
              cutter.stop();
              return controller.terminate();
            }
          }
        }
        controller.enqueue(chunk);
      },
      flush: (controller) => send(cutter.end(), controller),
    });
    this.cutter = cutter;
    this.reasoning = reasoning;
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

  /** The output so far: the text, or the value that LangChain's `invoke` would return. */
  get output(): unknown {
    if (this.#output !== null) return this.#output.json;
    if (this.#folder === null) return this.speakers.answerIn(this.cutter.output);
    return toPlainJson(this.#folder.output);
  }

  /** Adds a value to the output. @returns whether the output is still within its limit */
  #addValue({ raw, length }: Value, maxOutputLength: number): boolean {
    if (length > maxOutputLength) return false; // the output is then what came before
    if (this.#folder === null) {
      this.#folder = new OutputFolder(this.fold);
      if (this.cutter.outputLength > 0) this.#folder.add(this.cutter.output);
    }
    this.#folder.add(raw, length);
    return this.#folder.size <= maxOutputLength;
  }
}

/** Whether a chunk is part of an answer, not an event beside it. */
function isAnswer(chunk: RunChunk): boolean {
  return chunk instanceof Reasoning || chunk instanceof StepStart ||
    chunk instanceof ToolCallPiece || chunk instanceof Value;
}

type Counts = Record<string, [length: number, chunks: number]>;
