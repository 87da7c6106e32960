// Assumptions about LangChain's internals, which a new version may break:
//
// - A `RunnableSequence` has `first`, `middle` and `last`, a `RunnableBinding` and a `RunnableRetry`
//   `bound`, with call options in `config` and `kwargs`, a `RunnableWithFallbacks` `runnable` and
//   `fallbacks`. All are plain fields, so that a copy with other ones is a runnable, too.
// - `bindTools` takes OpenAI's form of a tool. `tool_choice` is `any`, `none`, or a tool's name.
// - A `StringOutputParser` drops tool calls.

import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { StringOutputParser } from "@langchain/core/output_parsers";
import {
  RunnableBinding,
  RunnableRetry,
  RunnableSequence,
  RunnableWithFallbacks,
} from "@langchain/core/runnables";
import type { StreamableRunnable } from "../runnable.ts";
import type { CallerTools } from "./caller_tools.ts";

/** Thrown when a runnable cannot take the tools of a caller. */
export class ToolsError extends Error {
  override readonly name = "ToolsError";

  /** Makes the error. */
  constructor() {
    super(
      "The runnable takes no tools: it is not a chat model that can, or a chain that ends with one",
    );
  }
}

/**
 * Whether {@linkcode bindTools} can bind tools to a runnable: a chat model with `bindTools`, or a
 * chain that ends with one and, optionally, a `StringOutputParser`. A model that has tools already
 * keeps them.
 */
export function canBindTools(runnable: unknown): boolean {
  return withTools(runnable, (model) => model) !== null;
}

/**
 * Returns a copy of a runnable whose last model has the tools of a caller. Its tool calls come out:
 * a `StringOutputParser` at the end is left out.
 *
 * @throws {ToolsError} if that is not possible, and the model may call tools
 */
export function bindTools(
  runnable: StreamableRunnable,
  { tools, tool_choice, ...options }: CallerTools,
): StreamableRunnable {
  const choice = toChoice(tool_choice);
  const kwargs = { ...options, ...(choice === undefined ? {} : { tool_choice: choice }) };
  const bound = withTools(runnable, (model) => model.bindTools([...tools] as never, kwargs));
  if (bound !== null) return bound as StreamableRunnable;
  if (tool_choice === "none") return runnable;
  throw new ToolsError();
}

/** LangChain's words for how a model may call tools. A provider's own form works for itself only. */
function toChoice(choice: unknown): string | object | undefined {
  if (choice === "required") return "any";
  const named = choice instanceof Object && "function" in choice ? choice.function : undefined;
  const name = named instanceof Object && "name" in named ? named.name : undefined;
  const isWord = name === "any" || name === "auto" || name === "none" || name === "required";
  if (typeof name === "string" && !isWord) return name;
  return typeof choice === "string" || choice instanceof Object ? choice : undefined;
}

type ToolModel = BaseChatModel & Required<Pick<BaseChatModel, "bindTools">>;
type Bind = (model: ToolModel) => unknown;

/** Returns a copy of a runnable with another last model, or `null` if it has none with tools. */
function withTools(runnable: unknown, bind: Bind): unknown {
  if (runnable instanceof BaseChatModel) return hasBindTools(runnable) ? bind(runnable) : null;
  if (isExactly(runnable, RunnableBinding) || isExactly(runnable, RunnableRetry)) {
    if (hasTools(runnable.config) || hasTools(runnable.kwargs)) return null;
    const bound = withTools(runnable.bound, bind);
    return bound === null ? null : copyOf(runnable, { bound });
  }
  if (isExactly(runnable, RunnableWithFallbacks)) {
    const [first, ...fallbacks] = [runnable.runnable, ...runnable.fallbacks]
      .map((it) => withTools(it, bind));
    return [first, ...fallbacks].includes(null)
      ? null
      : copyOf(runnable, { runnable: first, fallbacks });
  }
  return isExactly(runnable, RunnableSequence) ? sequenceWithTools(runnable, bind) : null;
}

function sequenceWithTools(sequence: RunnableSequence, bind: Bind): unknown {
  const steps: unknown[] = [...sequence.steps];
  if (isExactly(steps.at(-1), StringOutputParser)) steps.pop();
  const last = withTools(steps.pop(), bind);
  if (last === null) return null;
  const [first, ...middle] = steps;
  return first === undefined ? last : copyOf(sequence, { first, middle, last });
}

function hasBindTools(model: BaseChatModel): model is ToolModel {
  return typeof model.bindTools === "function";
}

function hasTools(options: object | undefined): boolean {
  const tools: unknown = options === undefined ? undefined : Reflect.get(options, "tools");
  return Array.isArray(tools) && tools.length > 0;
}

function copyOf(runnable: object, fields: Readonly<Record<string, unknown>>): object {
  return Object.assign(Object.create(Object.getPrototypeOf(runnable)), runnable, fields);
}

/** Whether a value is an instance of a class itself. A subclass may do anything with its parts. */
function isExactly<T extends object>(
  thing: unknown,
  { prototype }: { prototype: T },
): thing is T {
  return thing instanceof Object && Object.getPrototypeOf(thing) === prototype;
}
