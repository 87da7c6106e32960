import { invalid, jsonObject, nonEmptyString } from "../validate.ts";
import { contentOf, textOf } from "./response_content.ts";

/** A message of chat completions, which every runnable that converses can take. */
type Message = Record<string, unknown> & { role: string };

/** What an assistant has said and called since another has spoken. */
interface Turn extends Message {
  role: "assistant";
  content: string;
  tool_calls?: unknown[];
}

const ROLES = ["user", "assistant", "system", "developer"];

const NO_REFERENCE = "must not be a reference: this server stores no items. Send the item itself " +
  "(the AI SDK does so with `providerOptions: { openai: { store: false } }`)";

/**
 * Returns the conversation in `instructions` and `input` as messages of chat completions: the
 * instructions are the first, and the calls of an assistant are one message with its text.
 *
 * @throws {HttpError} 422, with a pointer to the invalid item
 */
export function toConversation(
  { input, instructions }: Record<string, unknown>,
): Message[] {
  const system = instructions == null || instructions === ""
    ? []
    : [{ role: "system", content: nonEmptyString(instructions, "#/instructions") }];
  if (typeof input === "string") {
    return [...system, { role: "user", content: nonEmptyString(input, "#/input") }];
  }
  if (!Array.isArray(input)) throw invalid("#/input", "must be a string or an array of items");
  if (input.length === 0) throw invalid("#/input", "must have at least one item");
  const reader = new ItemReader();
  input.forEach((item, i) => reader.add(jsonObject(item, `#/input/${i}`), `#/input/${i}`));
  return [...system, ...reader.messages];
}

/** Reads items one after the other. */
class ItemReader {
  readonly messages: Message[] = [];
  /** The reasoning that belongs to what the assistant says or calls next. */
  #reasoning = "";

  add(item: Record<string, unknown>, pointer: string): void {
    const { type = "role" in item ? "message" : "id" in item ? "item_reference" : undefined } =
      item;
    switch (type) {
      case "message":
        return this.#addMessage(item, pointer);
      case "function_call":
        return this.#addCall(item, pointer);
      case "function_call_output":
        return this.#addResult(item, pointer);
      case "reasoning":
        this.#reasoning += textOf(item.summary ?? [], `${pointer}/summary`) +
          textOf(item.content ?? [], `${pointer}/content`);
        return;
      case "item_reference":
        throw invalid(pointer, NO_REFERENCE);
      default:
        throw invalid(
          `${pointer}/type`,
          'must be "message", "function_call", "function_call_output" or "reasoning"',
        );
    }
  }

  #addMessage({ role, content }: Record<string, unknown>, pointer: string): void {
    if (typeof role !== "string" || !ROLES.includes(role)) {
      throw invalid(`${pointer}/role`, 'must be "user", "assistant", "system" or "developer"');
    }
    const at = `${pointer}/content`;
    if (role !== "assistant") {
      this.messages.push({ role, content: contentOf(content, at) });
      return;
    }
    const text = typeof content === "string" ? content : textOf(content, at);
    const turn = this.#turn;
    if (turn?.tool_calls === undefined) this.#push(text); // what a model says beside its calls
    else turn.content = [turn.content, text].filter((it) => it !== "").join("\n\n");
  }

  #addCall({ call_id, name, arguments: args }: Record<string, unknown>, pointer: string): void {
    const id = nonEmptyString(call_id, `${pointer}/call_id`);
    const call = { name: nonEmptyString(name, `${pointer}/name`), arguments: args };
    if (typeof args !== "string" || !isJsonObject(args)) {
      throw invalid(`${pointer}/arguments`, "must be the JSON of an object");
    }
    const turn = this.#turn ?? this.#push("");
    turn.tool_calls = [...turn.tool_calls ?? [], { id, type: "function", function: call }];
  }

  #addResult({ call_id, output }: Record<string, unknown>, pointer: string): void {
    const tool_call_id = nonEmptyString(call_id, `${pointer}/call_id`);
    const content = contentOf(output, `${pointer}/output`);
    this.messages.push({ role: "tool", tool_call_id, content });
  }

  get #turn(): Turn | null {
    const last = this.messages.at(-1);
    return last?.role === "assistant" && this.#reasoning === "" ? last as Turn : null;
  }

  #push(content: string): Turn {
    const reasoning = this.#reasoning;
    this.#reasoning = "";
    const turn: Turn = {
      role: "assistant",
      content,
      ...(reasoning === "" ? {} : { additional_kwargs: { reasoning_content: reasoning } }),
    };
    this.messages.push(turn);
    return turn;
  }
}

function isJsonObject(json: string): boolean {
  if (json === "") return true; // a call without arguments
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
