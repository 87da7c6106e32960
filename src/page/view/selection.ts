/// <reference lib="dom" />
import type { Inspector } from "./inspector/inspector.ts";
import type { TurnView } from "./turn/turn_view.ts";

/** The turn and the split that the inspector shows. */
export class Selection {
  readonly #inspector: Inspector;
  #selected: { turn: TurnView; index: number | null } | null = null;

  /** @param inspector what shows it */
  constructor(inspector: Inspector) {
    this.#inspector = inspector;
  }

  /** Selects a turn, and one of its splits, or none. */
  select(turn: TurnView | null, index: number | null = null): void {
    const before = this.#selected?.turn;
    if (before !== turn) before?.select(null);
    before?.element.classList.remove("selected");
    this.#selected = turn === null ? null : { turn, index };
    turn?.element.classList.add("selected");
    turn?.select(index);
    this.#inspector.show(turn, index);
  }

  /** Shows a split for as long as the reader points at it. */
  point(turn: TurnView, index: number | null): void {
    turn.point(index);
    if (index !== null && turn !== this.#selected?.turn) this.select(turn);
    this.#inspector.showSplit(index ?? this.#selected?.index ?? null);
  }

  /** Shows the details of a turn, and leads the reader there. */
  showDetails(turn: TurnView): void {
    this.select(turn, this.#selected?.turn === turn ? this.#selected.index : null);
    this.open();
    this.#inspector.element.focus();
  }

  /** Opens the inspector. On a narrow screen, it lies over the conversation. */
  open(): void {
    document.body.classList.add("inspecting");
  }

  /** Closes it. */
  close(): void {
    document.body.classList.remove("inspecting");
  }
}
