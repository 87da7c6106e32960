import { assertEquals } from "@std/assert";
import type { StreamInput } from "../../../src/client/stream.ts";
import { converse } from "../../../src/client/terminal/converse.ts";
import type { Outcome } from "../../../src/client/terminal/view/show_answer.ts";

Deno.test("converse() sends along what was said, of a stopped answer what was seen", async () => {
  const turns: [question: string, outcome: Outcome | null][] = [
    ["하나", { end: "whole", text: "일" }],
    [" ", null],
    ["둘", { end: "failed", text: "이" }],
    ["셋", { end: "stopped", text: "" }],
    ["넷", { end: "stopped", text: "사" }],
    ["다섯", { end: "whole", text: "" }],
    ["여섯", { end: "whole", text: "육" }],
  ];
  const inputs: StreamInput[] = [];
  const questions = turns.map(([question]) => question).values();
  const outcomes = turns.flatMap(([, outcome]) => outcome ?? []).values();
  await converse({
    question: () => Promise.resolve(questions.next().value ?? null),
    answer(input) {
      inputs.push(input);
      const { value = { end: "failed", text: "" } } = outcomes.next();
      return Promise.resolve(value);
    },
  });
  const one = [{ role: "user", content: "하나" }, { role: "assistant", content: "일" }] as const;
  const four = [{ role: "user", content: "넷" }, { role: "assistant", content: "사" }] as const;
  assertEquals(inputs, [
    { user_message: "하나", history: [] },
    { user_message: "둘", history: one },
    { user_message: "셋", history: one },
    { user_message: "넷", history: one },
    { user_message: "다섯", history: [...one, ...four] },
    { user_message: "여섯", history: [...one, ...four] },
  ]);
});
