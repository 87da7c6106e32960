import {
  fitConversation,
  fitInput,
  isChatForm,
  messagesOf,
} from "../run/langchain/input/fit_input.ts";
import { type InputShape, inputShapeOf } from "../run/langchain/input/input_shape.ts";
import { toMessages } from "../run/langchain/input/to_messages.ts";
import type { RunnableSource, StreamableRunnable } from "../run/langchain/runnable.ts";
import { validateInput } from "./request/input_schema.ts";
import type { InputForm } from "./request/read_input.ts";
import type { RunInfo, ServedRunnable } from "./served_runnable.ts";

/** A runnable under its name, with the options it is served with. */
export class Served {
  /** The name it is served under. */
  readonly name: string;
  /** The options it is served with. */
  readonly options: Omit<ServedRunnable, "runnable">;
  readonly #load: (run: RunInfo) => StreamableRunnable | Promise<StreamableRunnable>;
  readonly #isShared: boolean;
  #shape: InputShape | null = null;

  /**
   * @param options the runnable and its options
   * @param isShared whether a function returns the same runnable for each run
   */
  constructor(name: string, options: ServedRunnable, isShared = false) {
    const { runnable, ...rest } = options;
    this.name = name;
    this.options = rest;
    this.#isShared = isShared || typeof runnable !== "function";
    this.#load = typeof runnable === "function" ? runnable : () => runnable;
    if (typeof runnable !== "function") this.#shape = inputShapeOf(runnable);
  }

  /** What the runnable takes; `null` as long as it is not known. */
  get shape(): InputShape | null {
    return this.#shape;
  }

  /** Returns what the runnable takes, as far as it can be known without a run. */
  async loadShape(): Promise<InputShape> {
    if (this.#shape !== null) return this.#shape;
    if (!this.#isShared) return { kind: "any" };
    return this.#note(await this.#load({} as RunInfo));
  }

  /** Returns the source of the runnable for a run. */
  source(run: RunInfo): RunnableSource {
    return async () => {
      const runnable = await this.#load(run);
      if (this.#isShared) this.#note(runnable);
      return runnable;
    };
  }

  /**
   * Makes the input of the runnable.
   *
   * @throws {InputError} if the runnable cannot take the input
   */
  async prepare({ kind, value }: InputForm, shape: InputShape): Promise<unknown> {
    const { input: schema, fromMessages } = this.options;
    const validate = (input: unknown) =>
      schema === undefined ? input : validateInput(input, schema);
    if (fromMessages !== undefined && (kind === "messages" || isChatForm(value))) {
      return await validate(
        fromMessages(kind === "messages" ? toMessages(value, "") : messagesOf(value)),
      );
    }
    if (kind === "messages") return await validate(fitConversation(toMessages(value, ""), shape));
    return schema === undefined ? fitInput(value, shape) : await validate(value);
  }

  #note(runnable: StreamableRunnable): InputShape {
    return this.#shape ??= inputShapeOf(runnable);
  }
}
