import type { StepUpdates } from "../../../wire/stream_event.ts";

/** A completed step of an agent, between the chunks of its text. */
export class StepUpdate {
  /** The updates of the step, with messages as plain objects. */
  readonly updates: StepUpdates;

  /** @param updates the updates of the step */
  constructor(updates: StepUpdates) {
    this.updates = updates;
  }
}
