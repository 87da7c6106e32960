import { assertEquals } from "@std/assert";
import { converse } from "../../../src/client/terminal/converse.ts";
import type { Asked } from "../../../src/client/terminal/to_request.ts";
import type { Outcome } from "../../../src/client/terminal/view/show_answer.ts";

Deno.test("converse() sends along what was said, of a stopped answer what was seen", async () => {
  const turns: [question: string, outcome: Omit<Outcome, "record"> | null][] = [
    ["하나", { end: "whole", text: "일" }],
    [" ", null],
    ["둘", { end: "failed", text: "이" }],
    ["셋", { end: "stopped", text: "" }],
    ["넷", { end: "stopped", text: "사" }],
    ["다섯", { end: "whole", text: "" }],
    ["여섯", { end: "lost", text: "육" }],
    ["일곱", { end: "whole", text: "칠" }],
  ];
  const inputs: Asked[] = [];
  const questions = turns.map(([question]) => question).values();
  const outcomes = turns.flatMap(([, outcome]) => outcome ?? []).values();
  await converse({
    question: () => Promise.resolve(questions.next().value ?? null),
    answer(asked) {
      inputs.push(asked);
      const { value = { end: "failed", text: "" } } = outcomes.next();
      return Promise.resolve({ ...value, record: null });
    },
  });
  const one = [{ role: "user", content: "하나" }, { role: "assistant", content: "일" }] as const;
  const four = [{ role: "user", content: "넷" }, { role: "assistant", content: "사" }] as const;
  const six = [{ role: "user", content: "여섯" }, { role: "assistant", content: "육" }] as const;
  assertEquals(inputs, [
    { question: "하나", history: [] },
    { question: "둘", history: one },
    { question: "셋", history: one },
    { question: "넷", history: one },
    { question: "다섯", history: [...one, ...four] },
    { question: "여섯", history: [...one, ...four] },
    { question: "일곱", history: [...one, ...four, ...six] },
  ]);
});
