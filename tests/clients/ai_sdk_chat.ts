import {
  AbstractChat,
  type ChatInit,
  type ChatState,
  type ChatStatus,
  DefaultChatTransport,
  type UIMessage,
} from "npm:ai@^7.0.0";

/** What `useChat` keeps in React, kept in a plain object. */
class State implements ChatState<UIMessage> {
  status: ChatStatus = "ready";
  error: Error | undefined;
  messages: UIMessage[] = [];
  pushMessage = (message: UIMessage) => void this.messages.push(message);
  popMessage = () => void this.messages.pop();
  replaceMessage = (index: number, message: UIMessage) => void (this.messages[index] = message);
  snapshot = <T>(value: T): T => structuredClone(value);
}

/** `useChat` without React. */
export class Chat extends AbstractChat<UIMessage> {
  constructor(init: Omit<ChatInit<UIMessage>, "messages">) {
    super({ ...init, state: new State() });
  }
}

/** Returns a chat with a server. `body` is sent with each request. */
export function chatWith(
  origin: string,
  init: Partial<ChatInit<UIMessage>> & { body?: object } = {},
) {
  const { body, ...rest } = init;
  const transport = new DefaultChatTransport({
    api: `${origin}/api/chat`,
    ...(body === undefined ? {} : { body }),
  });
  return new Chat({ transport, onError() {}, ...rest } as ChatInit<UIMessage>);
}

/** Returns the text of a message. */
export const textOf = (message: UIMessage | undefined) =>
  message?.parts.map((part) => part.type === "text" ? part.text : "").join("");
