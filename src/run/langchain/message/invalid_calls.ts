import { AIMessage, AIMessageChunk, ToolMessage } from "@langchain/core/messages";
import { createMiddleware } from "langchain";

/** Thrown when a model repeatedly calls a tool with arguments that are not a JSON object. */
export class InvalidCallError extends Error {
  override readonly name = "InvalidCallError";

  /** @param tool the name of the tool */
  constructor(tool: string) {
    super(`The model called the tool "${tool}" with arguments that are not a JSON object`);
  }
}

/** The number of retries of a model. */
const MAX_RETRIES = 2;

/**
 * Middleware for `createAgent` that reports tool arguments that are not a JSON object to the model,
 * and lets it retry twice. Without it, LangChain ends the agent with an empty answer, or repairs
 * truncated arguments and calls the tool with them.
 *
 * Throws {@linkcode InvalidCallError} after the last retry.
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

/** A tool call, with an error if it is invalid. */
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

/** Whether arguments are a JSON object. A model may omit them for a tool without parameters. */
function isObject(args = ""): boolean {
  if (args.trim() === "") return true;
  try {
    const value: unknown = JSON.parse(args);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false; // not JSON at all
  }
}

/** Returns the model's message in a form that its server accepts, and an error for each call. */
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
