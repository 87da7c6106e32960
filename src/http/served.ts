import { isGraph } from "../run/langchain/graph/graph.ts";
import { isChatForm, messagesOf } from "../run/langchain/input/chat_form.ts";
import { fitConversation, fitInput } from "../run/langchain/input/fit_input.ts";
import { InputError } from "../run/langchain/input/input_error.ts";
import { type InputShape, inputShapeOf } from "../run/langchain/input/input_shape.ts";
import { type BaseMessage, toMessages } from "../run/langchain/input/to_messages.ts";
import type { RunnableSource, StreamableRunnable } from "../run/langchain/runnable.ts";
import { canBindTools } from "../run/langchain/tools/bind_tools.ts";
import { validateInput } from "./request/input_schema.ts";
import type { InputForm } from "./request/read_input.ts";
import type { RunInfo, ServedRunnable } from "./served_runnable.ts";

/** What is known of a runnable before it is made. */
export interface KnownRunnable {
  /** What it takes. */
  shape: InputShape;
  /** Whether it takes tools of the caller. */
  takesTools: boolean;
  /** Whether it is a graph. */
  isGraph: boolean;
}

/** A runnable under its name, with the options it is served with. */
export class Served {
  /** The name it is served under. */
  readonly name: string;
  /** The options it is served with. */
  readonly options: Omit<ServedRunnable, "runnable">;
  /** What the runnable takes; `null` if it is made for each run. */
  readonly shape: InputShape | null;
  /** Whether the runnable takes tools of the caller; `null` if it is made for each run. */
  readonly takesTools: boolean | null;
  /** Whether the runnable is a graph; `null` if it is made for each run, and not known. */
  readonly isGraph: boolean | null;
  readonly #make: (run: RunInfo) => StreamableRunnable | Promise<StreamableRunnable>;

  /**
   * @param options the runnable and its options
   * @param known what is known of the runnable, if a function makes it
   */
  constructor(name: string, options: ServedRunnable, known: KnownRunnable | null = null) {
    const { runnable, ...rest } = options;
    this.name = name;
    this.options = rest;
    const isMade = typeof runnable === "function";
    this.#make = isMade ? runnable : () => runnable;
    this.shape = isMade ? known?.shape ?? null : inputShapeOf(runnable);
    this.isGraph = isMade ? known?.isGraph ?? null : isGraph(runnable);
    this.takesTools = isMade ? known?.takesTools ?? null : canBindTools(runnable);
  }

  /** Returns the source of the runnable for a run. */
  source(run: RunInfo): RunnableSource {
    return () => this.#make(run);
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
        fromMessages(kind === "messages" ? conversation(value) : messagesOf(value)),
      );
    }
    if (kind === "messages") return await validate(fitConversation(conversation(value), shape));
    return schema === undefined ? fitInput(value, shape) : await validate(value);
  }
}

/** Reads the messages of a client. Empty messages of the assistant are dropped. */
function conversation(value: unknown): BaseMessage[] {
  const messages = toMessages(value, "");
  if (messages.length === 0) throw new InputError("", "must have at least one message");
  return messages.filter((message) => !isEmptyAnswer(message));
}

function isEmptyAnswer(message: BaseMessage): boolean {
  const { type, content } = message;
  const calls = "tool_calls" in message && Array.isArray(message.tool_calls)
    ? message.tool_calls
    : [];
  return type === "ai" && content.length === 0 && calls.length === 0;
}
