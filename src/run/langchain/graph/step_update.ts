import type { StepUpdates } from "../../../wire/stream_event.ts";

/** That a step of an agent is done; it comes among the chunks of its text. */
export class StepUpdate {
  /** What the step added, with plain objects for messages. */
  readonly updates: StepUpdates;

  /** @param updates what the step added */
  constructor(updates: StepUpdates) {
    this.updates = updates;
  }
}
