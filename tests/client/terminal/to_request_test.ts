import { assertEquals } from "@std/assert";
import { toConfig, toInput } from "../../../src/client/terminal/to_request.ts";

const history = [{ role: "user", content: "안녕" }, { role: "assistant", content: "응" }] as const;

Deno.test("toInput() sends a question alone, or with the messages before it", () => {
  assertEquals(toInput({ question: "뭐해?", history: null }, undefined), "뭐해?");
  const input = { user_message: "뭐해?", history };
  assertEquals(toInput({ question: "뭐해?", history }, undefined), input);
});

Deno.test("toInput() begins a conversation with the system message", () => {
  const system = { role: "system", content: "짧게!" } as const;
  const user = { role: "user", content: "뭐해?" } as const;
  const first = toInput({ question: "뭐해?", history: null }, "짧게!");
  assertEquals(first, { messages: [system, user] });
  const next = toInput({ question: "뭐해?", history }, "짧게!");
  assertEquals(next, { messages: [system, ...history, user] });
});

Deno.test("toConfig() has what was set, and nothing else", () => {
  const none = { model: undefined, temperature: undefined, markers: undefined };
  assertEquals(toConfig(none), { configurable: {} });
  assertEquals(toConfig({ ...none, temperature: 0 }), {
    configurable: { sampling: { temperature: 0 } },
  });
  assertEquals(toConfig({ model: "a", temperature: 1, markers: ["끝"] }), {
    configurable: { sampling: { model: "a", temperature: 1 }, end_markers: ["끝"] },
  });
});
