import type { BaseMessage } from "@langchain/core/messages";
import type { ChatGeneration, ChatResult } from "@langchain/core/outputs";
import { MarkerMatcher } from "../../../stream/marker_matcher.ts";
import { LeadingThought } from "./leading_thought.ts";
import { setSplit } from "./split_of.ts";

/** Cuts the answer of a model that did not stream at an end marker. What it wrote is its split. */
export function cutResult(result: ChatResult, markers: readonly string[]): ChatResult {
  const generations = result.generations.map((it) => cutGeneration(it, markers));
  return { ...result, generations };
}

function cutGeneration(generation: ChatGeneration, markers: readonly string[]): ChatGeneration {
  const { content: text } = generation.message;
  if (typeof text !== "string" || new LeadingThought().begins(text)) return generation;
  const matcher = new MarkerMatcher(markers);
  const passed = matcher.push(text);
  if (matcher.marker === null) return generation;
  const message = withContent(generation.message, passed);
  setSplit(message, { text, isLast: true });
  return { ...generation, message, text: passed };
}

/** Returns a copy of a message with another content. */
export function withContent<M extends BaseMessage>(message: M, content: string): M {
  const lc_kwargs = { ...message.lc_kwargs, content };
  const prototype = Object.getPrototypeOf(message);
  return Object.assign(Object.create(prototype), message, { content, lc_kwargs });
}
