import { AIMessage, AIMessageChunk, ToolMessage } from "@langchain/core/messages";
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
 * ends the agent there, as if it were done, with an empty answer; or it
 * completes what was cut, and calls the tool with that.
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
      const calls = callsOf(answer);
      const invalid = calls.find(({ error }) => error !== null);
      if (invalid === undefined) return answer;
      if (retries === MAX_RETRIES) throw new InvalidCallError(invalid.name);
      messages = [...messages, ...explain(answer, calls)];
    }
  },
});

/** A call of a tool, and what is wrong with it, if something is. */
interface Call {
  id: string;
  name: string;
  error: string | null;
}

function callsOf(answer: AIMessage): Call[] {
  const { tool_calls = [], invalid_tool_calls = [] } = answer;
  const pieces = AIMessageChunk.isInstance(answer) ? answer.tool_call_chunks ?? [] : [];
  const makeCall = (
    { id = `call_${crypto.randomUUID()}`, name = "" }: { id?: string; name?: string },
    args: string | undefined,
  ): Call => ({
    id,
    name,
    error: isObject(args) ? null : `The arguments are not a JSON object: ${args}`,
  });
  return [
    ...tool_calls.map((call) => makeCall(call, pieces.find(({ id }) => id === call.id)?.args)),
    ...invalid_tool_calls.map((call) => makeCall(call, call.args ?? "null")),
  ];
}

/** A model may leave out the arguments of a tool that takes none. */
function isObject(args = ""): boolean {
  if (args.trim() === "") return true;
  try {
    const value: unknown = JSON.parse(args);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false; // not JSON at all
  }
}

/** The model's message, as its server takes it back, and what is wrong with each of its calls. */
function explain(answer: AIMessage, calls: readonly Call[]): (AIMessage | ToolMessage)[] {
  const notCalled = "Not called, because another call was not valid. Call it again.";
  return [
    new AIMessage({
      content: answer.content,
      tool_calls: calls.map(({ id, name }) => ({ id, name, args: {} })),
    }),
    ...calls.map(({ id, name, error }) =>
      new ToolMessage({
        status: "error",
        content: `Error: ${error ?? notCalled}`,
        tool_call_id: id,
        name,
      })
    ),
  ];
}
