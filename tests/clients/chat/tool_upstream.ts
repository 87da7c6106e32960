import { Upstream, type UpstreamReply } from "../../support/models/upstream.ts";
import { serve } from "../serve.ts";

/** The delta that begins a tool call, and those of its arguments. */
export function callDeltas(
  index: number,
  { id, name, args }: { id: string; name: string; args: readonly string[] },
): Record<string, unknown>[] {
  return [
    { tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }] },
    ...args.map((part) => ({ tool_calls: [{ index, function: { arguments: part } }] })),
  ];
}

/** A model's answer that calls tools. */
export const CALLS: UpstreamReply = {
  role: null,
  chunks: [
    { reasoning_content: "Let me look. " },
    ...callDeltas(0, { id: "call_a", name: "weather", args: ['{"city":', '"서울"}'] }),
    ...callDeltas(1, { id: "call_b", name: "weather", args: ['{"city":"Paris"}'] }),
  ],
  finishReason: "tool_calls",
};

/** Its answer to the results. */
export const ANSWER: UpstreamReply = { role: "", chunks: ["Sunny", " in both."] };

/** A body of a request to a model's server, as far as the tests look at it. */
export interface ModelRequest {
  messages: Record<string, unknown>[];
  tools?: unknown;
  tool_choice?: unknown;
  parallel_tool_calls?: unknown;
  response_format?: unknown;
}

/** Serves the built-in runnables of a model's server that replies so, turn by turn. */
export function serveTurns(...turns: UpstreamReply[]) {
  const upstream = new Upstream((turn) => turns[Math.min(turn, turns.length - 1)] ?? ANSWER);
  const server = serve({
    model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl, maxRetries: 0 },
  });
  return {
    origin: server.origin,
    requests: upstream.requests as unknown as ModelRequest[],
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}
