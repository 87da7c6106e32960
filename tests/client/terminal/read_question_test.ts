import { assertEquals, assertRejects } from "@std/assert";
import { ENGLISH as messages } from "../../../src/client/terminal/messages/english.ts";
import { readQuestion } from "../../../src/client/terminal/read_question.ts";
import { UsageError } from "../../../src/client/terminal/usage_error.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("readQuestion() reads all of it, however it comes, but for what is blank at its end", async () => {
  const whole = bytes("\ufeff  안녕 😊\n뭐해? \r\n\n");
  const cut = [...whole].map((byte) => Uint8Array.of(byte));
  const options = { question: null, messages };
  assertEquals(await readQuestion(ReadableStream.from(cut), options), "  안녕 😊\n뭐해?");
});

Deno.test("readQuestion() adds what it reads to a question", async () => {
  const read = (text: string) =>
    readQuestion(ReadableStream.from([bytes(text)]), { question: "요약해 줘", messages });
  assertEquals(await read("하나\n둘\n"), "요약해 줘\n\n하나\n둘");
  assertEquals(await read(" \n"), "요약해 줘");
});

Deno.test("readQuestion() refuses what is no question", async () => {
  const refuse = async (parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => {
    const read = () => readQuestion(ReadableStream.from(parts), { question: null, messages });
    return (await assertRejects(read, UsageError)).message;
  };
  assertEquals(await refuse([]), "Cannot ask an empty question: standard input is empty");
  assertEquals(
    await refuse([bytes(" \n")]),
    "Cannot ask an empty question: standard input is empty",
  );
  assertEquals(
    await refuse([bytes("안녕").slice(0, 4)]),
    "Cannot read standard input: it is not UTF-8",
  );
  async function* directory() {
    yield bytes("");
    await Promise.resolve();
    throw new Error("Is a directory");
  }
  assertEquals(await refuse(directory()), "Cannot read standard input: Is a directory");
});
