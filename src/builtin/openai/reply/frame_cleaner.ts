import { ToolCallCleaner } from "./tool_call_cleaner.ts";
import { isObject } from "../../../wire/is_object.ts";

type Fields = Record<string, unknown>;

/** What servers call the reasoning in a message. */
export type ReasoningName = "reasoning_content" | "reasoning";

/**
 * Makes the frames of a chat completion what LangChain expects, whatever the
 * server made of the protocol:
 *
 * - Only choice 0 is the answer. Other choices are dropped.
 * - In a stream, a whole completion becomes one frame: its `message` is the `delta`.
 * - Content in parts becomes text. Parts that are thinking, and `reasoning`,
 *   become `reasoning_content`.
 * - A refusal is the content of a delta that has no other, which keeps it as `refusal`, too.
 * - A delta without content is marked with `reasoning_content`, which tells it
 *   from an empty piece of text.
 * - Tool calls get the id and the index that they lack.
 * - The completion's id is dropped: servers send empty or repeated ids, and in
 *   a graph a message replaces another with the same id.
 */
export class FrameCleaner {
  readonly #calls: ToolCallCleaner;
  readonly #onReasoning: (name: ReasoningName) => void;

  /**
   * @param messages the messages of the request, whose tool calls have ids that are in use
   * @param onReasoning called with the server's name for reasoning, where there is some
   */
  constructor(
    messages: readonly unknown[] = [],
    onReasoning: (name: ReasoningName) => void = () => {},
  ) {
    this.#calls = new ToolCallCleaner(messages);
    this.#onReasoning = onReasoning;
  }

  /** Returns a frame of a stream, cleaned. */
  clean(frame: Fields): Fields {
    const { id: _, obfuscation: __, choices, ...rest } = frame;
    const choice = firstChoice(choices);
    if (choice === null) return { ...rest, choices: [] };
    const { message, delta = message, finish_reason, ...other } = choice;
    const isWhole = delta === message && isObject(message);
    return {
      ...rest,
      choices: [{
        ...other,
        index: 0,
        finish_reason: asText(finish_reason) || (isWhole ? "stop" : null),
        delta: this.#cleanDelta(isObject(delta) ? delta : {}),
      }],
    };
  }

  /** Returns a completion that was not streamed, cleaned. */
  cleanWhole(completion: Fields): Fields {
    const { id: _, choices, ...rest } = completion;
    const choice = firstChoice(choices);
    if (choice === null) return { ...rest, choices: [] };
    const message = this.#cleanDelta(isObject(choice.message) ? choice.message : {});
    return { ...rest, choices: [{ ...choice, message }] };
  }

  #cleanDelta({ content, refusal, reasoning, tool_calls, ...rest }: Fields): Fields {
    const parts = readContent(content);
    const refused = parts.text ? "" : asText(refusal);
    const text = refused || parts.text;
    const thought = asText(rest.reasoning_content) || asText(reasoning) || parts.thought;
    if (asText(rest.reasoning_content) !== "") this.#onReasoning("reasoning_content");
    else if (asText(reasoning) !== "") this.#onReasoning("reasoning");
    const isText = text !== null && (text !== "" || thought === "");
    delete rest.reasoning_content;
    return {
      ...rest,
      role: "assistant",
      content: text ?? "",
      ...(refused === "" ? {} : { refusal: refused }),
      ...(thought !== "" || !isText ? { reasoning_content: thought } : {}),
      ...(Array.isArray(tool_calls) && tool_calls.length > 0
        ? { tool_calls: tool_calls.map((call, i) => this.#calls.clean(call, i)) }
        : {}),
    };
  }
}

function firstChoice(choices: unknown): Fields | null {
  if (!Array.isArray(choices)) return null;
  const choice: unknown = choices.find((it) => isObject(it) && (it.index ?? 0) === 0);
  return isObject(choice) ? choice : null;
}

/** Content is a string, or parts of text and of thinking, as Mistral sends them; `null` for none. */
function readContent(content: unknown): { text: string | null; thought: string } {
  if (typeof content === "string") return { text: content, thought: "" };
  if (!Array.isArray(content)) return { text: null, thought: "" };
  let text: string | null = null;
  let thought = "";
  for (const part of content) {
    if (typeof part === "string") text = (text ?? "") + part;
    else if (isObject(part) && part.type === "thinking") thought += thinkingOf(part.thinking);
    else if (isObject(part) && typeof part.text === "string") text = (text ?? "") + part.text;
  }
  return { text, thought };
}

function thinkingOf(thinking: unknown): string {
  return typeof thinking === "string" ? thinking : readContent(thinking).text ?? "";
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
