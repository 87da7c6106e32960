// Assumptions about LangChain's internals, which a new version may break:
//
// - A `RunnableSequence` has `steps`, a `RunnableBinding` `bound`, a `RunnableMap` `steps`, a
//   `RunnableAssign` `mapper`, a `RunnableWithFallbacks` `runnable`.
// - A prompt template has `inputVariables` and `partialVariables`; one of a chat has
//   `promptMessages`, with a `MessagesPlaceholder` for each list of messages.
// - A compiled graph has `channels`, one for each key of its state.

import { BaseLanguageModel } from "@langchain/core/language_models/base";
import { BasePromptTemplate, MessagesPlaceholder } from "@langchain/core/prompts";
import { BaseRetriever } from "@langchain/core/retrievers";
import {
  RunnableAssign,
  RunnableBinding,
  RunnableMap,
  RunnableSequence,
  RunnableWithFallbacks,
} from "@langchain/core/runnables";
import { hasMessages, isGraph, stateKeysOf } from "../graph/graph.ts";

/** A variable of a prompt. */
export interface Variable {
  name: string;
  /** Whether it takes a list of messages or a text. */
  type: "text" | "messages";
  /** Whether the prompt fails without it. */
  isRequired: boolean;
  /**
   * Whether its messages come after the last text of the prompt, like those of `agent_scratchpad`:
   * the tool calls and results that follow the user's message.
   */
  isAfter?: true;
}

/**
 * What a runnable takes, as far as it can be seen before it runs: `messages`, a model; `state`, a
 * graph with messages in its state; `values`, one with another state; `variables`, a prompt; `text`, a retriever; `any`, the rest.
 */
export type InputShape =
  | { kind: "messages" }
  | { kind: "state" }
  | { kind: "values" }
  | { kind: "variables"; variables: readonly Variable[] }
  | { kind: "text" }
  | { kind: "any" };

const ANY: InputShape = { kind: "any" };

/** Returns what a runnable takes. */
export function inputShapeOf(runnable: unknown): InputShape {
  if (typeof runnable !== "object" || runnable === null) return ANY;
  if (runnable instanceof BaseLanguageModel) return { kind: "messages" };
  if (runnable instanceof BaseRetriever) return { kind: "text" };
  if (runnable instanceof BasePromptTemplate) {
    return { kind: "variables", variables: variablesOf(runnable) };
  }
  if (isGraph(runnable)) {
    if (hasMessages(runnable)) return { kind: "state" };
    // An entrypoint has no keys, and takes any JSON.
    return stateKeysOf(runnable).length === 0 ? ANY : { kind: "values" };
  }
  if ("inputMessagesKey" in runnable && typeof runnable.inputMessagesKey === "string") {
    const { inputMessagesKey: name } = runnable; // a RunnableWithMessageHistory
    return { kind: "variables", variables: [{ name, type: "text", isRequired: true }] };
  }
  if (runnable instanceof RunnableSequence) return inputShapeOf(runnable.steps[0]);
  if (runnable instanceof RunnableBinding) return inputShapeOf(runnable.bound);
  if (runnable instanceof RunnableWithFallbacks) return inputShapeOf(runnable.runnable);
  if (runnable instanceof RunnableAssign) {
    const shape = inputShapeOf(runnable.mapper);
    return shape.kind === "variables" ? shape : ANY; // the input must be an object
  }
  if (runnable instanceof RunnableMap) {
    const steps: unknown = Reflect.get(runnable, "steps");
    return merge(Object.values(Object(steps)).map(inputShapeOf));
  }
  return ANY;
}

/** Returns the shape of runnables that get the same input. */
function merge(shapes: readonly InputShape[]): InputShape {
  const variables = shapes.flatMap((shape) => shape.kind === "variables" ? shape.variables : []);
  if (variables.length > 0) {
    const byName = new Map<string, Variable>();
    for (const variable of variables) {
      const known = byName.get(variable.name);
      const isRequired = variable.isRequired || known?.isRequired === true;
      byName.set(variable.name, { ...variable, isRequired });
    }
    return { kind: "variables", variables: [...byName.values()] };
  }
  for (const kind of ["text", "messages"] as const) {
    if (shapes.some((shape) => shape.kind === kind)) return { kind };
  }
  return ANY;
}

function variablesOf(prompt: BasePromptTemplate): Variable[] {
  const { inputVariables, partialVariables = {} } = prompt;
  const placeholders = placeholdersIn(prompt);
  const names = new Set([...inputVariables, ...placeholders.keys()]);
  return [...names].filter((name) => !Object.hasOwn(partialVariables, name)).map((name) => {
    const placeholder = placeholders.get(name);
    return placeholder === undefined ? { name, type: "text", isRequired: true } : {
      name,
      type: "messages",
      isRequired: !placeholder.optional,
      ...(isAfterText(prompt, placeholder) ? { isAfter: true } : {}),
    };
  });
}

function placeholdersIn(prompt: BasePromptTemplate): Map<string, MessagesPlaceholder> {
  const found = messagesOf(prompt).filter((message) => message instanceof MessagesPlaceholder);
  return new Map(found.map((placeholder) => [String(placeholder.variableName), placeholder]));
}

function messagesOf(prompt: BasePromptTemplate): unknown[] {
  const messages: unknown = Reflect.get(prompt, "promptMessages");
  return Array.isArray(messages) ? messages : [];
}

/** Whether a placeholder comes after the last message of a prompt with a variable for a text. */
function isAfterText(prompt: BasePromptTemplate, placeholder: MessagesPlaceholder): boolean {
  const messages = messagesOf(prompt);
  const last = messages.findLastIndex((message) =>
    message instanceof Object && !(message instanceof MessagesPlaceholder) &&
    "inputVariables" in message && Array.isArray(message.inputVariables) &&
    message.inputVariables.length > 0
  );
  return last >= 0 && messages.indexOf(placeholder) > last;
}
