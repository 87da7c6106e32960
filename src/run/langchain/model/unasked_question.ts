import { propertyOf } from "../../inspect.ts";
import { isWithoutThread } from "../../failure.ts";
import { messagesIn } from "../graph/graph_messages.ts";

/**
 * Finds a question of a tool that nobody is asked, because its graph has no thread. LangGraph throws,
 * but `ToolNode` catches that, and tells its model, which would answer as if it had the result.
 */
export class UnaskedQuestion {
  #error: unknown = null;

  /** Notes that a tool failed. @returns whether it could not ask */
  note(error: unknown): boolean {
    if (!isWithoutThread(error)) return false;
    this.#error = error;
    return true;
  }

  /** Returns the error of the tool if a node's output tells a model of it; else `null`. */
  in(output: unknown): unknown {
    if (this.#error === null) return null;
    const words = String(propertyOf(this.#error, "message"));
    const isTold = messagesIn(output).some((message) =>
      message.type === "tool" && propertyOf(message, "status") === "error" &&
      message.text.includes(words)
    );
    return isTold ? this.#error : null;
  }
}
