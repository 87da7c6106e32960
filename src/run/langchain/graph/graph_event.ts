import type { GraphState, Interrupt, Speaker } from "../../../wire/stream_event.ts";
import { toPlainJson } from "../message/to_plain_json.ts";

/** Another node, or another message of a node, is the source of the text that follows. */
export class StepStart {
  /** The source. */
  readonly step: Speaker;
  /** Identifies the message. */
  readonly message: object;

  /** @param step the source @param message identifies the message */
  constructor(step: Speaker, message: object) {
    this.step = step;
    this.message = message;
  }
}

/** Tells which message is the answer of the graph. */
export class AnswerMessage {
  /** The message, as in its {@linkcode StepStart}. */
  readonly message: object;

  /** @param message the message, as in its {@linkcode StepStart} */
  constructor(message: object) {
    this.message = message;
  }
}

/** The state of the graph has changed. */
export class StateChange {
  /** The state, as JSON can express it. */
  readonly state: GraphState;

  /** @param state the state, as JSON can express it */
  constructor(state: GraphState) {
    this.state = state;
  }
}

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

/** LangGraph's key of the questions with which a graph interrupts itself. */
export const INTERRUPT = "__interrupt__";

/** Returns the questions in an update with which a graph interrupts itself, or `null`. */
export function interruptsIn(updates: object): Interrupt[] | null {
  if (!(INTERRUPT in updates) || !Array.isArray(updates[INTERRUPT])) return null;
  return updates[INTERRUPT].map(({ id, value }) => ({
    ...(typeof id === "string" ? { id } : {}),
    value: toPlainJson(value),
  }));
}
