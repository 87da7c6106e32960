import { assert, assertEquals } from "@std/assert";
import { ENGLISH } from "../../../../src/client/terminal/messages/english.ts";
import { KOREAN } from "../../../../src/client/terminal/messages/korean.ts";
import { messagesFor } from "../../../../src/client/terminal/messages/messages.ts";
import { charactersOf, widthOf } from "../../../../src/client/terminal/edit/text_width.ts";

/** All texts by their path; those with gaps have them filled. */
function texts(value: unknown, path = ""): [path: string, text: string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(value("{}", 2))]];
  assert(typeof value === "object" && value !== null, path);
  return Object.entries(value).flatMap(([key, child]) => texts(child, `${path}/${key}`));
}

Deno.test("the messages are complete in each language", () => {
  const english = texts(ENGLISH);
  const korean = texts(KOREAN);
  assertEquals(korean.map(([path]) => path), english.map(([path]) => path));
  assert(english.length > 30);
  for (const [i, [path, text]] of korean.entries()) {
    assert(/[가-힣]/.test(text), path);
    const [, original = ""] = english[i] ?? [];
    assert(original !== "" && !/[가-힣]/.test(original), path);
    // What is filled in, and the names of variables and options, are there as well.
    const names = (text: string) => new Set(text.match(/\{\}|--?[a-z]+\b|\b[A-Z]+_[A-Z_]+/g));
    assertEquals(names(text), names(original), path);
  }
});

Deno.test("the messages of --help fit into 80 columns", () => {
  for (const { usage } of [ENGLISH, KOREAN]) {
    for (const line of usage.split("\n")) {
      const width = charactersOf(line).reduce((sum, character) => sum + widthOf(character), 0);
      assert(width <= 80, `${width}: ${line}`);
    }
  }
});

Deno.test("messagesFor() takes the first variable that is set, as other programs do", () => {
  assertEquals(messagesFor({ LANG: "ko_KR.UTF-8" }), KOREAN);
  assertEquals(messagesFor({ LANG: "ko" }), KOREAN);
  assertEquals(messagesFor({ LC_ALL: "ko_KR.UTF-8", LANG: "en_US.UTF-8" }), KOREAN);
  assertEquals(messagesFor({ LC_ALL: "", LC_MESSAGES: "C", LANG: "ko_KR.UTF-8" }), ENGLISH);
  assertEquals(messagesFor({ LANG: "kok_IN" }), ENGLISH); // Konkani
  assertEquals(messagesFor({ LANG: "fr_FR.UTF-8" }), ENGLISH);
  assertEquals(messagesFor({}), ENGLISH);
});
