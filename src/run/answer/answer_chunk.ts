import type { RunChunk } from "../langchain/chunk_reader.ts";
import {
  CustomEvent,
  InterruptEvent,
  StateChange,
  StepStart,
} from "../langchain/graph/graph_event.ts";
import { GraphPart } from "../langchain/graph/parts/graph_part.ts";
import { Reasoning } from "../langchain/message/reasoning.ts";
import { ToolCallPiece } from "../langchain/message/tool_call_piece.ts";
import { Value } from "../langchain/output/value.ts";

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

/** What an answer passes on. */
export type AnswerChunk = RunChunk | SplitRead;

/** Receives what an answer passes on. */
export type PassOn = (chunk: AnswerChunk) => void;

/** Whether a chunk is part of an answer, not an event beside it. */
export function isAnswer(chunk: RunChunk): boolean {
  return chunk instanceof Reasoning || chunk instanceof StepStart ||
    chunk instanceof ToolCallPiece || chunk instanceof Value;
}

/** Whether a chunk is an event of a graph, beside its answer. */
export function isEvent(chunk: RunChunk): boolean {
  return chunk instanceof StepStart || chunk instanceof CustomEvent ||
    chunk instanceof InterruptEvent || chunk instanceof StateChange || chunk instanceof GraphPart;
}
