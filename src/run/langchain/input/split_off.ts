import { type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { InputError } from "./input_error.ts";

/**
 * Splits a conversation into the text of the user's last message, the messages before it and, if
 * the runnable has a place for them, those after it: tool calls and results, or an answer to go on
 * with. Images, audio and files of that message become a message before its text.
 */
export function splitOff(
  messages: readonly BaseMessage[],
  { isFollowed = false, takesMedia = false } = {},
): { text: string; history: BaseMessage[]; rest: BaseMessage[] } {
  const at = isFollowed
    ? messages.findLastIndex(({ type }) => type === "human")
    : messages.length - 1;
  const last = messages[at];
  if (last?.type !== "human") {
    const must = isFollowed
      ? "must have a message of the user"
      : "must end with a message of the user: the runnable takes none after it";
    throw new InputError("", must);
  }
  const { content, text } = last;
  const media = typeof content === "string" ? [] : content.filter(({ type }) => type !== "text");
  if (media.length > 0 && !takesMedia) {
    throw new InputError("", "must end with a text: the runnable takes no images, audio or files");
  }
  const history = messages.slice(0, at);
  if (media.length > 0) history.push(new HumanMessage({ content: media }));
  return { text, history, rest: messages.slice(at + 1) };
}

/** @throws {InputError} because a runnable takes no earlier messages */
export function refuseHistory(): never {
  throw new InputError("", "must be one message: the runnable takes no earlier messages");
}
