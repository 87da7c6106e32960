import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { StreamableRunnable } from "../run/langchain/runnable.ts";

/** Any chat model of LangChain's, its `BaseChatModel`. */
export interface ChatModel extends StreamableRunnable {
  /** LangChain's name of the kind of model: `base_chat_model`. */
  _modelType(): string;
}

/** The names of a model for people and traces. */
export interface ChatModelNames {
  /** The provider, as LangChain calls it; `langchain` if the model does not say. */
  provider: string;
  /** The model's name; that of its class if it does not say. */
  model: string;
}

/** Whether a value is a chat model, also one of another copy of `@langchain/core`. */
export function isChatModel(value: unknown): value is ChatModel {
  if (value instanceof BaseChatModel) return true;
  return typeof value === "object" && value !== null && "_modelType" in value &&
    typeof value._modelType === "function" && value._modelType() === "base_chat_model";
}

/** Returns LangChain's type of a chat model. Another copy's class is a type of its own. */
export function toBaseChatModel(model: ChatModel): BaseChatModel {
  return model as unknown as BaseChatModel;
}

/** Returns the names of a chat model. */
export function namesOf(given: ChatModel): ChatModelNames {
  const model = toBaseChatModel(given);
  const { ls_provider: provider, ls_model_name: name } = paramsOf(model);
  // LangChain's default is the name of the class.
  const isOwn = model.getLsParams !== BaseChatModel.prototype.getLsParams;
  return {
    provider: isOwn && typeof provider === "string" ? provider : "langchain",
    model: typeof name === "string" && name !== "" ? name : model.getName(),
  };
}

/** Returns the texts of a chat model that must not be in a log: its keys, by their names. */
export function secretsOf(model: ChatModel): string[] {
  return Object.entries(model).flatMap(([key, value]) =>
    /key|token|secret|password/i.test(key) && typeof value === "string" && value.length >= 8
      ? [value]
      : []
  );
}

/** Some models cannot tell their names before they run. */
function paramsOf(model: BaseChatModel): Partial<ReturnType<BaseChatModel["getLsParams"]>> {
  try {
    return model.getLsParams({});
  } catch {
    return {};
  }
}
