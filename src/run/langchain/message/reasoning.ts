import type { BaseMessage } from "@langchain/core/messages";

/** A piece of a model's reasoning, between the chunks of the answer's text. */
export class Reasoning {
  /** The unchanged text of the model. */
  readonly text: string;

  /** @param text the unchanged text of the model */
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Reads the reasoning in a message or a chunk of one. Knows the places where the integrations of
 * providers put it.
 *
 * @returns an empty string if there is none
 */
export function reasoningOf({ content, additional_kwargs: extra }: BaseMessage): string {
  if (typeof extra.reasoning_content === "string" && extra.reasoning_content !== "") {
    return extra.reasoning_content;
  }
  if (typeof content === "string") return "";
  return content.map(reasoningOfBlock).join("");
}

function reasoningOfBlock(block: unknown): string {
  if (typeof block !== "object" || block === null || !("type" in block)) return "";
  if (block.type !== "reasoning" && block.type !== "thinking") return "";
  const thought: unknown = Reflect.get(block, block.type);
  return typeof thought === "string" ? thought : "";
}
