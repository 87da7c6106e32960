import type { Interrupt } from "../../../wire/stream_event.ts";

/** A value that a node or a tool wrote with LangGraph's writer. */
export class CustomEvent {
  /** The value, as JSON can express it. */
  readonly data: unknown;

  /** @param data the value, as JSON can express it */
  constructor(data: unknown) {
    this.data = data;
  }
}

/** The questions with which a graph interrupts itself. The run ends with them. */
export class InterruptEvent {
  /** The questions. */
  readonly interrupts: readonly Interrupt[];

  /** @param interrupts the questions */
  constructor(interrupts: readonly Interrupt[]) {
    this.interrupts = interrupts;
  }
}
