/*
 * data: {"id":"chatcmpl-…","object":"chat.completion.chunk","created":…,"model":"chain",
 *        "choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}
 *
 * data: {…,"choices":[{"index":0,"delta":{"content":"언어 "},"logprobs":null,"finish_reason":null}]}
 *
 * data: {…,"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}
 *
 * data: {…,"choices":[],"usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}
 *
 * data: [DONE]
 *
 * Each is on one line. The usage is sent only on request. Reasoning, as DeepSeek and vLLM send it:
 *
 * data: {…,"choices":[{"index":0,"delta":{"reasoning_content":"…"},"logprobs":null,"finish_reason":null}]}
 *
 * A tool call for the caller, in pieces:
 *
 * data: {…,"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"…","type":"function",
 *        "function":{"name":"…","arguments":""}}]},"logprobs":null,"finish_reason":null}]}
 *
 * A text with the log probabilities of its tokens, if the caller asked for them:
 *
 * data: {…,"choices":[{"index":0,"delta":{"content":"언어 "},"logprobs":{"content":[{"token":"언어",
 *        "logprob":-0.1,"bytes":[…],"top_logprobs":[…]}],"refusal":null},"finish_reason":null}]}
 *
 * A JSON value is one delta of content, its JSON text, before the last three.
 *
 * A failure, instead of the last three:
 *
 * data: {"error":{"message":"…","type":"server_error","param":null,"code":null}}
 *
 * An idle stream sends a comment: `: ping`.
 *
 * https://platform.openai.com/docs/api-reference/chat-streaming
 */
import type { Dialect } from "./dialect.ts";
import type { EndRecord, RunStart, TokenLogprob, ToolCall, ToolCallDelta } from "./stream_event.ts";

/** An error in OpenAI's shape. All four keys are always present. */
export interface OpenAIError {
  error: { message: string; type: string; param: string | null; code: string | null };
}

const TYPES: ReadonlyMap<number, string> = new Map([
  [401, "authentication_error"],
  [403, "permission_error"],
  [429, "rate_limit_error"],
]);

/** Returns an error in OpenAI's shape, with the type of its status. */
export function openAIError(
  { status, message, param = null, code = null }: {
    status: number;
    message: string;
    param?: string | null;
    code?: string | null;
  },
): OpenAIError {
  const type = TYPES.get(status) ?? (status >= 500 ? "server_error" : "invalid_request_error");
  return { error: { message, type, param, code } };
}

/** A placeholder for a text. No name of a runnable contains it. */
const NO_TEXT = "\0";

/** Options for {@linkcode openAIChat}. */
export interface OpenAIChatOptions {
  /** When the answer began, in seconds since 1970. Default: now. */
  created?: number;
  /** Whether to send the usage, where the model reports it. Default: `false`. */
  includeUsage?: boolean;
}

/** Returns the dialect of OpenAI's streamed chat completions. */
export function openAIChat(
  { created = Math.floor(Date.now() / 1_000), includeUsage = false }: OpenAIChatOptions = {},
): Dialect {
  return {
    name: "openai",
    contentType: "text/event-stream; charset=utf-8",
    heartbeat: ": ping\n\n",
    frameEnd: "\n\n",

    createEncoder() {
      let envelope: Record<string, unknown> = {};
      let hasText = false;
      let [before, after] = ["", ""]; // the JSON around a text, the same for each
      const write = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
      const choice = (
        delta: unknown,
        finish_reason: string | null = null,
        logprobs: readonly TokenLogprob[] = [],
      ) =>
        write({
          ...envelope,
          choices: [{ index: 0, delta, logprobs: toLogprobs(logprobs), finish_reason }],
          ...(includeUsage ? { usage: null } : {}),
        });

      return (event) => {
        switch (event.type) {
          case "start":
            envelope = { ...identity(event.run, created), object: "chat.completion.chunk" };
            [before = "", after = ""] = choice({ content: NO_TEXT }).split(JSON.stringify(NO_TEXT));
            return choice({ role: "assistant", content: "" });
          case "text":
            hasText = true;
            if (event.logprobs !== undefined) {
              return choice({ content: event.text }, null, event.logprobs);
            }
            return before + JSON.stringify(event.text) + after;
          case "reasoning":
            return choice({ reasoning_content: event.text });
          case "tool_call":
            return choice({ tool_calls: [toDelta(event.call)] });
          case "value": // the values of a run may replace each other, so that only all are an answer
          case "updates":
          case "step":
          case "custom":
          case "interrupt":
            return "";
          case "end": {
            const usage = { ...envelope, choices: [], usage: usageOf(event.record) };
            const isValue = !hasText && typeof event.record.output !== "string";
            return (isValue ? choice({ content: contentOf(event.record) }) : "") +
              choice({}, finishReason(event.record)) +
              (includeUsage ? write(usage) : "") + "data: [DONE]\n\n";
          }
          case "error": {
            const { status_code: status, message, code = null } = event.failure;
            return write(openAIError({ status, message, code }));
          }
        }
      };
    },
  };
}

/** Returns OpenAI's chat completion of a complete answer. */
export function openAICompletion(
  { run, record }: { run: RunStart; record: EndRecord },
  { created }: { created: number },
): Record<string, unknown> {
  const message = {
    role: "assistant",
    content: record.tool_calls.length > 0 && record.output === "" ? null : contentOf(record),
    refusal: null,
    ...(record.reasoning === null ? {} : { reasoning_content: record.reasoning.text }),
    ...(record.tool_calls.length === 0 ? {} : { tool_calls: record.tool_calls.map(toCall) }),
  };
  const usage = usageOf(record);
  return {
    ...identity(run, created),
    object: "chat.completion",
    choices: [{
      index: 0,
      message,
      logprobs: toLogprobs(logprobsWithin(record)),
      finish_reason: finishReason(record),
    }],
    ...(usage === null ? {} : { usage }),
  };
}

function identity({ run_id, runnable }: RunStart, created: number) {
  return { id: `chatcmpl-${run_id}`, created, model: runnable };
}

/** The output as a text: a value is written as JSON. */
function contentOf({ output }: EndRecord): string {
  return typeof output === "string" ? output : JSON.stringify(output);
}

function toLogprobs(tokens: readonly TokenLogprob[]) {
  return tokens.length === 0 ? null : { content: tokens, refusal: null };
}

/** Returns the tokens of the splits that are wholly in the output, which the marker's are not. */
function logprobsWithin({ output, splits, logprobs = [] }: EndRecord): TokenLogprob[] {
  if (typeof output !== "string") return [];
  let end = 0;
  return splits.flatMap((split, i) => {
    end += split.length;
    return end <= output.length ? logprobs[i] ?? [] : [];
  });
}

function toDelta({ index, id, name, args }: ToolCallDelta) {
  const isFirst = id !== undefined || name !== undefined;
  return {
    index,
    ...(id === undefined ? {} : { id }),
    ...(isFirst ? { type: "function" } : {}),
    function: { ...(name === undefined ? {} : { name }), arguments: args ?? "" },
  };
}

function toCall({ id, name, args }: ToolCall) {
  const text = typeof args === "string" ? args : JSON.stringify(args);
  return { id, type: "function", function: { name, arguments: text } };
}

function finishReason({ end_reason, finish_reason }: EndRecord): string {
  if (end_reason === "length" || end_reason === "tool_calls") return end_reason;
  return finish_reason === "content_filter" ? "content_filter" : "stop";
}

/** Returns the usage with OpenAI's names; `null` if the model did not report it. */
function usageOf({ usage }: EndRecord) {
  if (usage === null) return null;
  const { input_tokens, output_tokens, total_tokens } = usage;
  return {
    prompt_tokens: input_tokens,
    completion_tokens: output_tokens,
    total_tokens,
  };
}
