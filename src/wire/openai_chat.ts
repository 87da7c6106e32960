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
 * Each is on one line. The usage is sent only on request, and only if the model reports it; it may
 * have `prompt_tokens_details` and `completion_tokens_details`. Reasoning, as DeepSeek and vLLM send it:
 *
 * data: {…,"choices":[{"index":0,"delta":{"reasoning_content":"…"},"logprobs":null,"finish_reason":null}]}
 *
 * Tool calls for the caller, in pieces. The role then comes with `"content":null`, and the finish
 * reason is `tool_calls`:
 *
 * data: {…,"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"…","type":"function",
 *        "function":{"name":"…","arguments":""}}]},"logprobs":null,"finish_reason":null}]}
 *
 * data: {…,"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,
 *        "function":{"arguments":"{\"city\""}}]},"logprobs":null,"finish_reason":null}]}
 *
 * A text with the log probabilities of its tokens, if the caller asked for them:
 *
 * data: {…,"choices":[{"index":0,"delta":{"content":"언어 "},"logprobs":{"content":[{"token":"언어",
 *        "logprob":-0.1,"bytes":[…],"top_logprobs":[…]}],"refusal":null},"finish_reason":null}]}
 *
 * A refusal, in place of content:
 *
 * data: {…,"choices":[{"index":0,"delta":{"refusal":"I'm sorry…"},"logprobs":null,"finish_reason":null}]}
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
import { questionsAsCalls } from "./openai/questions_as_calls.ts";
import { type OpenAIAnswer, openAIAnswer } from "./openai/openai_answer.ts";
import { openAIError } from "./openai/openai_error.ts";
import type {
  EndRecord,
  RunStart,
  StreamEvent,
  TokenLogprob,
  ToolCallDelta,
} from "./stream_event.ts";

/** A placeholder for a text. No name of a runnable contains it. */
const NO_TEXT = "\0";

/** Options for {@linkcode openAIChat}. */
export interface OpenAIChatOptions {
  /** When the answer began, in seconds since 1970. Default: now. */
  created?: number;
  /** Whether to send the usage, where the model reports it. Default: `false`. */
  includeUsage?: boolean;
  /** The thread in which a graph waits for answers. Default: the id of the run. */
  waitsIn?: string | undefined;
}

/** Returns the dialect of OpenAI's streamed chat completions. */
export function openAIChat(
  { created = Math.floor(Date.now() / 1_000), includeUsage = false, waitsIn }: OpenAIChatOptions =
    {},
): Dialect {
  return {
    name: "openai",
    contentType: "text/event-stream; charset=utf-8",
    heartbeat: ": ping\n\n",
    errorShape: "openai",
    frameEnd: "\n\n",

    createEncoder() {
      let envelope: Record<string, unknown> = {};
      let hasText = false;
      let isFirst = true; // the role waits for the event after the start, which tells its content
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

      const role = (content: "" | null) => choice({ role: "assistant", content });
      const encode = (event: StreamEvent) => {
        switch (event.type) {
          case "start":
            envelope = { ...identity(event.run, created), object: "chat.completion.chunk" };
            [before = "", after = ""] = choice({ content: NO_TEXT }).split(JSON.stringify(NO_TEXT));
            return "";
          case "text":
            hasText = true;
            if (event.isRefusal === true) return choice({ refusal: event.text });
            if (event.logprobs !== undefined) {
              return choice({ content: event.text }, null, event.logprobs);
            }
            return before + JSON.stringify(event.text) + after;
          case "reasoning":
            return choice({ reasoning_content: event.text });
          case "tool_call":
            return choice({ tool_calls: [toDelta(event.call)] });
          case "split":
          case "value": // the values of a run may replace each other, so that only all are an answer
          case "updates":
          case "step":
          case "custom":
          case "state":
          case "interrupt":
          case "graph":
            return "";
          case "end": {
            const usage = usageOf(event.record);
            const { text, finishReason } = openAIAnswer(event.record);
            const isValue = !hasText && typeof event.record.output !== "string";
            return (isValue ? choice({ content: text }) : "") + choice({}, finishReason) +
              (includeUsage && usage !== null ? write({ ...envelope, choices: [], usage }) : "") +
              "data: [DONE]\n\n";
          }
          case "error": {
            const { status_code: status, message, code = null } = event.failure;
            return write(openAIError({ status, message, code }));
          }
        }
      };

      return questionsAsCalls((event) => {
        if (!isFirst || event.type === "start" || event.type === "error") return encode(event);
        isFirst = false;
        const isRefusal = event.type === "text" && event.isRefusal === true;
        const isText = event.type !== "tool_call" && event.type !== "reasoning" && !isRefusal;
        return role(isText ? "" : null) + encode(event);
      }, waitsIn);
    },
  };
}

/** Returns OpenAI's chat completion of a complete answer. */
export function openAICompletion(
  { run, record }: { run: RunStart; record: EndRecord },
  { created }: { created: number },
): Record<string, unknown> {
  const { text, isCallsOnly, calls, finishReason, logprobs } = openAIAnswer(record);
  const isRefusal = record.is_refusal === true;
  const message = {
    role: "assistant",
    content: isCallsOnly || isRefusal ? null : text,
    refusal: isRefusal ? text : null,
    ...(record.reasoning === null ? {} : { reasoning_content: record.reasoning.text }),
    ...(calls.length === 0 ? {} : { tool_calls: calls.map(toCall) }),
  };
  const usage = usageOf(record);
  return {
    ...identity(run, created),
    object: "chat.completion",
    choices: [{
      index: 0,
      message,
      logprobs: toLogprobs(logprobs),
      finish_reason: finishReason,
    }],
    ...(usage === null ? {} : { usage }),
  };
}

function identity({ run_id, runnable }: RunStart, created: number) {
  return { id: `chatcmpl-${run_id}`, created, model: runnable };
}

function toLogprobs(tokens: readonly TokenLogprob[]) {
  return tokens.length === 0 ? null : { content: tokens, refusal: null };
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

function toCall({ id, ...call }: OpenAIAnswer["calls"][number]) {
  return { id, type: "function", function: call };
}

/** Returns the usage with OpenAI's names; `null` if the model did not report it. */
function usageOf({ usage }: EndRecord) {
  if (usage === null) return null;
  const { input_tokens, output_tokens, total_tokens } = usage;
  return {
    prompt_tokens: input_tokens,
    completion_tokens: output_tokens,
    total_tokens,
    ...details("prompt_tokens_details", {
      cached_tokens: countIn(usage.input_token_details, "cache_read"),
      audio_tokens: countIn(usage.input_token_details, "audio"),
    }),
    ...details("completion_tokens_details", {
      reasoning_tokens: countIn(usage.output_token_details, "reasoning"),
      audio_tokens: countIn(usage.output_token_details, "audio"),
    }),
  };
}

function details(name: string, counts: Record<string, number | undefined>): object {
  const known = Object.entries(counts).filter(([, count]) => count !== undefined);
  return known.length === 0 ? {} : { [name]: Object.fromEntries(known) };
}

function countIn(details: unknown, key: string): number | undefined {
  const count: unknown = details instanceof Object ? Reflect.get(details, key) : undefined;
  return typeof count === "number" ? count : undefined;
}
