import { assertEquals, assertThrows } from "@std/assert";
import { ChatPromptTemplate, MessagesPlaceholder } from "@langchain/core/prompts";
import { CHAIN_SHAPE, createChain } from "../../../src/builtin/chain.ts";
import { fitConversation, fitInput } from "../../../src/run/langchain/input/fit_input.ts";
import { InputError } from "../../../src/run/langchain/input/input_error.ts";
import { inputShapeOf } from "../../../src/run/langchain/input/input_shape.ts";
import { toMessages } from "../../../src/run/langchain/input/to_messages.ts";
import { toolModel } from "../../support/models/tool_model.ts";

const before = [{ role: "user", content: "1" }, { role: "assistant", content: "2" }];
const asked = [{ role: "user", content: "3" }];
const after = [
  { role: "assistant", content: "", tool_calls: [{ id: "c", name: "f", args: {} }] },
  { role: "tool", tool_call_id: "c", content: "4" },
];

const scratchpad = new MessagesPlaceholder("agent_scratchpad");
const history = new MessagesPlaceholder({ variableName: "history", optional: true });
const both = ChatPromptTemplate.fromMessages([history, ["human", "{question}"], scratchpad]);
const last = ChatPromptTemplate.fromMessages([["human", "{question}"], scratchpad]);
const none = ChatPromptTemplate.fromMessages([history, ["human", "{question}"]]);
const system = ChatPromptTemplate.fromMessages([["system", "Be {mood}."], scratchpad]);

function fit(prompt: ChatPromptTemplate, ...messages: object[][]) {
  const input = fitConversation(toMessages(messages.flat(), ""), inputShapeOf(prompt));
  return Object.fromEntries(
    Object.entries(input as object).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.map(({ type, text }) => `${type} ${text}`.trim()) : value,
    ]),
  );
}

Deno.test("a prompt gets what follows the user's message in the placeholder behind it", () => {
  const [one, two] = [["human 1", "ai 2"], ["ai", "tool 4"]];
  assertEquals(fit(both, before, asked, after), {
    history: one,
    question: "3",
    agent_scratchpad: two,
  });
  assertEquals(fit(both, asked, after), { history: [], question: "3", agent_scratchpad: two });
  assertEquals(fit(both, before, asked), { history: one, question: "3", agent_scratchpad: [] });
  assertEquals(fit(last, asked, after), { question: "3", agent_scratchpad: two });
});

Deno.test("a prompt that was given its history does not get it once more", () => {
  const history = toMessages(before, "");
  const input = { user_message: "3", history };
  assertEquals(fitInput(input, inputShapeOf(both)), {
    history,
    question: "3",
    agent_scratchpad: [],
  });
});

Deno.test("a prompt with one placeholder gets the history there, wherever it is", () => {
  assertEquals(fit(last, before, asked), { question: "3", agent_scratchpad: ["human 1", "ai 2"] });
  assertEquals(fit(last, asked), { question: "3", agent_scratchpad: [] });
  const { agent_scratchpad: all } = fitConversation(toMessages([...asked, ...after], ""), {
    ...inputShapeOf(system),
    kind: "variables",
    variables: [{ name: "agent_scratchpad", type: "messages", isRequired: true, isAfter: true }],
  }) as { agent_scratchpad: unknown[] };
  assertEquals(all.length, 3);
});

Deno.test("a prompt gets images in the placeholder for its history", () => {
  const image = { type: "image_url", image_url: { url: "https://example.com/a.png" } };
  const content = [{ type: "text", text: "3" }, image];
  const input = fitConversation(
    toMessages([...before, { role: "user", content }], ""),
    inputShapeOf(none),
  ) as { history: { content: unknown }[]; question: string };
  assertEquals(input.question, "3");
  assertEquals(input.history.map(({ content }) => content), ["1", "2", [image]]);
  const plain = ChatPromptTemplate.fromTemplate("{question}");
  assertThrows(() => fit(plain, [{ role: "user", content }]), InputError, "takes no images");
});

Deno.test("a prompt without a place for messages says so", () => {
  const refused = (...args: Parameters<typeof fit>) =>
    assertThrows(() => fit(...args), InputError).message;
  assertEquals(
    refused(none, before, asked, after),
    "The input must end with a message of the user: the runnable takes none after it",
  );
  assertEquals(refused(both, after), "The input must have a message of the user");
  assertEquals(
    refused(last, before, asked, after),
    "The input must be one message: the runnable takes no earlier messages",
  );
});

Deno.test("the built-in chain takes what it says, before it is made", () => {
  const model = toolModel("a");
  const chain = createChain({ model, systemPrompt: "Be kind.", startMarker: "(답변 시작)" });
  const sorted = (shape: unknown) =>
    (shape as typeof CHAIN_SHAPE & { variables: { name: string }[] }).variables
      .toSorted((a, b) => a.name < b.name ? -1 : 1);
  assertEquals(sorted(inputShapeOf(chain)), sorted(CHAIN_SHAPE));
});
