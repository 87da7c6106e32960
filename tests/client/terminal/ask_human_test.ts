import { assertEquals } from "@std/assert";
import { askHuman } from "../../../src/client/terminal/ask_human.ts";
import { ENGLISH as messages } from "../../../src/client/terminal/messages/english.ts";
import type { Interrupt } from "../../../src/client/stream.ts";

const calls = (...names: string[]) => ({
  actionRequests: names.map((name) => ({ name, args: { to: "a" } })),
});

/** Asks, and answers with these lines. */
async function ask(interrupts: Interrupt[], lines: string[] | null) {
  const said: string[] = [];
  const left = lines?.values();
  const resume = await askHuman(interrupts, {
    messages,
    tell: (line) => Promise.resolve(void said.push(line)),
    read: left === undefined ? null : () => Promise.resolve(left.next().value ?? null),
  });
  return { resume, said };
}

Deno.test("askHuman() asks yes or no for each tool call, until it is one of them", async () => {
  const interrupts = [{ id: "1", value: calls("send", "pay", "call") }];
  const { resume, said } = await ask(interrupts, ["maybe", "y", "no, too\tmuch", "아니요"]);
  assertEquals(resume, {
    decisions: [
      { type: "approve" },
      { type: "reject", message: "too\tmuch" },
      { type: "reject" },
    ],
  });
  assertEquals(said[0], 'The graph asks whether this tool may run: send {"to":"a"}');
  assertEquals(said.filter((line) => line === messages.yesOrNo).length, 4);
});

Deno.test("askHuman() takes JSON or a text for another question", async () => {
  const question = { value: { question: "About\nwhat?" } };
  assertEquals(await ask([question], ["cats"]), {
    resume: "cats",
    said: ["The graph asks: About what?"],
  });
  assertEquals((await ask([question], ['{"a":1}'])).resume, { a: 1 });
  assertEquals((await ask([{ value: { n: 1 } }], ["1"])).said, ['The graph asks: {"n":1}']);
});

Deno.test("askHuman() answers several interrupts by their ids", async () => {
  const interrupts = [{ id: "1", value: "One?" }, { id: "2", value: calls("send") }];
  const { resume } = await ask(interrupts, ["true", "네"]);
  assertEquals(resume, { 1: true, 2: { decisions: [{ type: "approve" }] } });
});

Deno.test("askHuman() gives no answer where nobody can be asked, or nobody answers", async () => {
  const interrupts = [{ id: "1", value: "One?" }];
  assertEquals(await ask(interrupts, null), { resume: undefined, said: ["The graph asks: One?"] });
  assertEquals((await ask(interrupts, [])).resume, undefined);
});
