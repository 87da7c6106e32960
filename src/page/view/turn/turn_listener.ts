import type { WireFormat } from "../../server/ask_for_frames.ts";
import type { TurnView } from "./turn_view.ts";

/** Receives what the reader does with a turn. */
export interface TurnListener {
  /** Called when the reader chooses a split, or the turn itself. */
  onSelect(turn: TurnView, index: number | null): void;
  /** Called when the reader points at a split. */
  onHover(turn: TurnView, index: number | null): void;
  /** Called when the reader asks for the details. */
  onDetails(turn: TurnView): void;
  /** Called when the reader asks the same again. */
  onAgain(turn: TurnView): void;
  /** Called when the reader wants the rest of an answer whose connection was lost. */
  onReadOn(turn: TurnView): void;
  /** Called with what the reader answers to a graph, and the same in words. */
  onResume(turn: TurnView, resume: unknown, words: string): void;
  /** Called when the reader wants to change the question. */
  onEdit(turn: TurnView): void;
  /** Called when the reader asks for the same reply in another format. */
  onWire(turn: TurnView, format: WireFormat): void;
}
