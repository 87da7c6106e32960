import type { Emit } from "../chunk_reader.ts";
import { toPlainObject } from "../message/to_plain_json.ts";
import { StateChange } from "./graph_event.ts";

/** Tells the state of a graph after its steps, where it has changed. */
export class StateChanges {
  readonly #keys: readonly string[];
  #hasBegun = false;
  /** The state that was told last, as JSON. */
  #last: string | null = null;

  /** @param keys the keys of the state that are told */
  constructor(keys: readonly string[]) {
    this.#keys = keys;
  }

  /** Whether there is a state to tell. */
  get isWanted(): boolean {
    return this.#keys.length > 0;
  }

  /** Called after a step. The state before the first one is the input. */
  begin(): void {
    this.#hasBegun = true;
  }

  /**
   * Reads the values of the state.
   *
   * @throws {ChunkTypeError} if a value contains itself
   */
  read(values: unknown, emit: Emit): void {
    if (!this.#hasBegun || typeof values !== "object" || values === null) return;
    const kept = Object.entries(values).filter(([key]) => this.#keys.includes(key));
    if (kept.length === 0) return;
    const state = toPlainObject(Object.fromEntries(kept));
    const json = JSON.stringify(state);
    if (json === this.#last) return;
    this.#last = json;
    emit(new StateChange(state));
  }
}
