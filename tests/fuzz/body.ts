import type { Random } from "../support/random.ts";

/** What a route wants for a body. */
export type BodyKind = "run" | "batch" | "openai" | "responses" | "ai-sdk" | "ag-ui";

const SAID = [
  "로라야 안녕?",
  "고마워!",
  "What is 3 * (4 + 5) / 0?",
  "지금 서울은 몇 시야?",
  "브레이스 {user_message} {{}} 는 글자야",
  "(답변 종료) 그리고 (답변 시작)",
  "😀👩‍👩‍👧",
];
const ROLES = ["user", "assistant", "system", "human", "ai", "tool", "developer"];

/** A body that a route takes. */
export function validBody(
  random: Random,
  { kind, ways }: { kind: BodyKind; ways: readonly string[] },
): Record<string, unknown> {
  switch (kind) {
    case "run":
      return random.chance(25)
        ? { user_message: said(random) }
        : { input: anyInput(random), ...(random.chance(30) ? { config: config(random) } : {}) };
    case "batch":
      return {
        inputs: Array.from({ length: random.integer(0, 5) }, () => anyInput(random)),
        ...(random.chance(50) ? { config: { ...config(random), max_concurrency: 2 } } : {}),
      };
    case "openai":
      return {
        model: random.pick(ways),
        messages: [...conversation(random), ...(random.chance(20) ? turnWithTool(random) : [])],
        ...(random.chance(30) ? tools(random) : {}),
        stream: random.pick([true, false, null]),
        ...(random.chance(30) ? { stop: random.pick(["끝", ["a", "b"], null]) } : {}),
        ...(random.chance(30) ? { stream_options: { include_usage: true } } : {}),
        ...(random.chance(30)
          ? { temperature: 0.5, max_tokens: 10, logit_bias: { "1": 2 }, n: 1 }
          : {}),
      };
    case "responses":
      return {
        model: random.pick(ways),
        input: random.chance(30) ? said(random) : items(random),
        stream: random.pick([true, false, null]),
        ...(random.chance(30) ? { instructions: said(random) } : {}),
        ...(random.chance(30) ? { text: { format: { type: "json_object" } }, store: true } : {}),
        ...(random.chance(30)
          ? { temperature: 0.5, max_output_tokens: 10, metadata: { a: "b" }, include: [] }
          : {}),
      };
    case "ai-sdk":
      return {
        id: "chat",
        trigger: "submit-message",
        messages: conversation(random).map(({ role, content }) => ({
          role,
          parts: [{ type: "step-start" }, { type: "text", text: content }],
        })),
        ...(random.chance(50) ? { runnable: random.pick(ways) } : {}),
      };
    case "ag-ui":
      return {
        threadId: "thread",
        runId: "run",
        state: random.pick([{}, null, anyInput(random), { user_message: said(random) }]),
        messages: conversation(random).map((message, i) => ({ id: `m${i}`, ...message })),
        tools: [],
        context: random.chance(30) ? [{ description: "page", value: said(random) }] : [],
        forwardedProps: {},
      };
  }
}

function said(random: Random): string {
  return random.chance(70) ? random.pick(SAID) : `${random.text(40)}.`;
}

function conversation(random: Random): { role: string; content: string }[] {
  const before = Array.from({ length: random.integer(0, 3) }, () => ({
    role: random.pick(ROLES),
    content: said(random),
  }));
  return [...before, { role: "user", content: said(random) }];
}

/** A tool call and its result. */
function turnWithTool(random: Random): Record<string, unknown>[] {
  const call = { id: "c", type: "function", function: { name: "calculate", arguments: "{}" } };
  return [
    { role: "assistant", content: random.pick([null, "", " "]), tool_calls: [call] },
    { role: "tool", tool_call_id: "c", content: said(random) },
  ];
}

function tools(random: Random): Record<string, unknown> {
  const parameters = { type: "object", properties: { expression: { type: "string" } } };
  return {
    tools: [{ type: "function", function: { name: "calculate", parameters } }],
    tool_choice: random.pick([
      null,
      "auto",
      "none",
      "required",
      { type: "function", function: { name: "calculate" } },
    ]),
    parallel_tool_calls: random.pick([true, false, null]),
  };
}

/** Items of the Responses API, the last said by the user. */
function items(random: Random): unknown[] {
  const call = { type: "function_call", call_id: "c1", name: "f", arguments: "{}" };
  const result = { type: "function_call_output", call_id: "c1", output: said(random) };
  const reasoning = { type: "reasoning", id: "rs_1", summary: [] };
  return [
    ...(random.chance(30) ? [reasoning, call, result] : []),
    ...conversation(random).filter(({ role }) => /^(user|system|developer)$/.test(role)).map(
      ({ role, content }) => ({
        role,
        content: random.chance(50) ? content : [{ type: "input_text", text: content }],
      }),
    ),
  ];
}

function anyInput(random: Random): unknown {
  const messages = conversation(random);
  return random.pick([
    () => said(random),
    () => ({ user_message: said(random), history: messages.slice(0, -1) }),
    () => ({ messages }),
    () => messages,
    () => messages.map(({ role, content }) => [role, content]),
    () => ({ type: "human", content: said(random) }),
    () => ({
      lc: 1,
      type: "constructor",
      id: ["langchain_core", "messages", "HumanMessage"],
      kwargs: { content: [{ type: "text", text: said(random) }] },
    }),
  ])();
}

function config(random: Random): Record<string, unknown> {
  const end_markers = random.pick([["끝"], ["(답변 종료)", "글"], [], "."]);
  return { configurable: { end_markers, include_end_marker: random.chance(50) }, tags: ["a"] };
}
