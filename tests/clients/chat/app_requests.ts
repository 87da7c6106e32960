import { WEATHER } from "../../support/models/tool_model.ts";

/** A request of a chat application, and what of it must reach the model. */
export interface AppRequest {
  /** What the application is doing. */
  does: string;
  headers?: Record<string, string>;
  body: Record<string, unknown>;
  /** The messages that the model's server gets, from the last one back. */
  reaches: Record<string, unknown>[];
  /** Other fields that it gets. */
  fields?: Record<string, unknown>;
}

const call = {
  id: "call_1",
  type: "function",
  function: { name: "weather", arguments: '{"city":"Paris"}' },
};
const user = { role: "user", content: "Weather in Paris?" };
const result = { role: "tool", tool_call_id: "call_1", content: "sunny" };
const calling = { role: "assistant", content: "", tool_calls: [call] };
const PICTURE = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } };

/** What applications send, as their sources of November 2026 have it. All are for `model`. */
export const APPS: Readonly<Record<string, readonly AppRequest[]>> = {
  "Open WebUI": [
    {
      does: "chats",
      headers: {
        "X-OpenWebUI-User-Name": "Kim",
        "X-OpenWebUI-User-Id": "1",
        "X-OpenWebUI-User-Email": "kim@example.com",
        "X-OpenWebUI-User-Role": "user",
      },
      body: {
        stream: true,
        stream_options: { include_usage: true },
        messages: [{ role: "system", content: "Be kind." }, {
          role: "user",
          content: [{ type: "text", text: "What is this?" }, PICTURE],
        }],
        temperature: 0.5,
        top_k: 40,
        min_p: 0.1,
        repeat_penalty: 1.1,
        num_ctx: 4096,
        reasoning: { effort: "low" },
        logit_bias: { "50256": -100 },
        stop: ["[a]", "[b]", "[c]", "[d]", "[e]", "[f]"],
      },
      reaches: [
        { role: "system", content: "Be kind." },
        { role: "user", content: [{ type: "text", text: "What is this?" }, PICTURE] },
      ],
      fields: { temperature: 0.5, top_k: 40, min_p: 0.1, logit_bias: { "50256": -100 } },
    },
    {
      does: "sends the result of a tool",
      body: {
        stream: true,
        messages: [user, { ...calling, tool_calls: [{ index: 0, ...call }] }, result],
        tools: [WEATHER],
      },
      reaches: [user, calling, result],
      fields: { tools: [WEATHER] },
    },
    {
      does: "asks for a title",
      body: {
        stream: false,
        messages: [{ role: "user", content: "### Task:\nGenerate a concise title" }],
        max_completion_tokens: 1000,
      },
      reaches: [{ role: "user", content: "### Task:\nGenerate a concise title" }],
      fields: { max_completion_tokens: 1000 },
    },
  ],
  LibreChat: [
    {
      does: "chats",
      headers: { authorization: "Bearer none" },
      body: {
        stream: true,
        stream_options: { include_usage: true },
        user: "65f0",
        messages: [user],
      },
      reaches: [user],
    },
    {
      does: "asks for a title by a call that must be made",
      body: {
        stream: false,
        messages: [user],
        tools: [WEATHER],
        tool_choice: { type: "function", function: { name: "weather" } },
      },
      reaches: [user],
      fields: {
        tools: [WEATHER],
        tool_choice: { type: "function", function: { name: "weather" } },
      },
    },
  ],
  Continue: [
    {
      does: "works as an agent",
      headers: { "x-api-key": "none", authorization: "Bearer none" },
      body: {
        stream: true,
        stream_options: { include_usage: true },
        max_tokens: 2048,
        messages: [
          { role: "system", content: "You are in agent mode." },
          { role: "user", content: [{ type: "text", text: "Weather in Paris?" }] },
          { ...calling, content: " " },
          result,
        ],
        tools: [WEATHER],
        stop: ["<fim>", "<|end|>", "```", "\n\n\n", "//", "###"],
      },
      reaches: [user, { ...calling, content: " " }, result],
      fields: { tools: [WEATHER], max_tokens: 2048 },
    },
  ],
  Roo: [
    {
      does: "goes on after a tool",
      body: {
        temperature: 0,
        stream: true,
        stream_options: { include_usage: true },
        max_completion_tokens: 8192,
        messages: [
          {
            role: "system",
            content: [{ type: "text", text: "You are Roo.", cache_control: { type: "ephemeral" } }],
          },
          user,
          { ...calling, content: null, reasoning_content: "Look first." },
          result,
          { role: "user", content: "<environment_details>" },
        ],
        tools: [WEATHER],
        tool_choice: "auto",
        parallel_tool_calls: true,
      },
      reaches: [
        {
          role: "system",
          content: [{ type: "text", text: "You are Roo.", cache_control: { type: "ephemeral" } }],
        },
        user,
        { ...calling, reasoning_content: "Look first." },
        result,
        { role: "user", content: "<environment_details>" },
      ],
      fields: { tools: [WEATHER], tool_choice: undefined, parallel_tool_calls: true },
    },
  ],
  Cline: [
    {
      does: "sends the results of two tools",
      headers: { "user-agent": "ai-sdk/openai-compatible" },
      body: {
        stream: true,
        stream_options: { include_usage: true },
        messages: [
          { role: "system", content: "You are Cline." },
          user,
          { ...calling, tool_calls: [call, { ...call, id: "call_2" }] },
          result,
          { ...result, tool_call_id: "call_2" },
        ],
        tools: [WEATHER],
        tool_choice: "auto",
      },
      reaches: [
        { ...calling, tool_calls: [call, { ...call, id: "call_2" }] },
        result,
        { ...result, tool_call_id: "call_2" },
      ],
      fields: { tools: [WEATHER] },
    },
  ],
  aider: [
    {
      does: "reminds the model at the end",
      body: {
        stream: true,
        temperature: 0,
        messages: [user, { role: "system", content: "Only edits." }],
      },
      reaches: [user, { role: "system", content: "Only edits." }],
      fields: { temperature: 0 },
    },
    {
      does: "lets the model go on",
      body: {
        stream: true,
        temperature: 0,
        messages: [user, { role: "assistant", content: "It is", prefix: true }],
      },
      reaches: [user, { role: "assistant", content: "It is" }],
    },
    {
      does: "warms a cache",
      body: { max_tokens: 1, stream: false, messages: [user] },
      reaches: [user],
      fields: { max_tokens: 1 },
    },
  ],
  n8n: [
    {
      does: "runs its AI agent",
      headers: { "user-agent": "langchainjs-openai/1.0.0 (node/v22.0.0)" },
      body: {
        stream: true,
        n: 1,
        stream_options: { include_usage: true },
        messages: [
          { role: "system", content: "You are a helpful assistant" },
          user,
          calling,
          result,
        ],
        tools: [WEATHER],
      },
      reaches: [user, calling, result],
      fields: { tools: [WEATHER] },
    },
  ],
};
