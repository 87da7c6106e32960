import { AIMessage, ToolMessage } from "@langchain/core/messages";
import { createMiddleware } from "langchain";

/** A model keeps calling tools with arguments that are not JSON. */
export class InvalidCallError extends Error {
  override readonly name = "InvalidCallError";

  /** @param tool the tool's name */
  constructor(tool: string) {
    super(`The model called the tool "${tool}" with arguments that are not a JSON object`);
  }
}

/** How often a model may try again. */
const MAX_RETRIES = 2;

/**
 * A middleware of `createAgent` that tells the model when the arguments of a
 * tool call are not JSON, and lets it try again, twice. Without it LangChain
 * ends the agent there, as if it were done, with an empty answer.
 *
 * Fails with {@linkcode InvalidCallError} if the model does not do better.
 */
export const retryInvalidCalls = createMiddleware({
  name: "retry_invalid_calls",
  wrapModelCall: async (request, call) => {
    let { messages } = request;
    for (let retries = 0;; retries++) {
      const answer = await call({ ...request, messages });
      if (!AIMessage.isInstance(answer)) return answer;
      const invalid = answer.invalid_tool_calls ?? [];
      if (invalid.length === 0) return answer;
      if (retries === MAX_RETRIES) throw new InvalidCallError(invalid[0]?.name ?? "");
      messages = [...messages, ...explain(answer)];
    }
  },
});

/** The model's message, as its server takes it back, and what is wrong with each of its calls. */
function explain(answer: AIMessage): (AIMessage | ToolMessage)[] {
  const invalid = (answer.invalid_tool_calls ?? []).map(({ id, name, args }) => ({
    call: { id: id ?? `call_${crypto.randomUUID()}`, name: name ?? "", args: {} },
    content: `Error: The arguments are not a JSON object: ${args ?? ""}`,
  }));
  const valid = (answer.tool_calls ?? []).map((call) => ({
    call: { ...call, id: call.id ?? `call_${crypto.randomUUID()}` },
    content: "Error: Not called, because another call was not valid. Call it again.",
  }));
  const all = [...valid, ...invalid];
  return [
    new AIMessage({ content: answer.content, tool_calls: all.map(({ call }) => call) }),
    ...all.map(({ call, content }) =>
      new ToolMessage({ status: "error", content, tool_call_id: call.id, name: call.name })
    ),
  ];
}
