import { assert, assertEquals } from "@std/assert";
import { languageOf, messagesIn } from "../../src/page/messages/messages.ts";

Deno.test("languageOf() is the first that the page speaks", () => {
  assertEquals(languageOf(["ko-KR", "en"]), "ko");
  assertEquals(languageOf(["en-US", "ko"]), "en");
  assertEquals(languageOf(["fr", "KO"]), "ko");
  assertEquals(languageOf(["kok"]), "en");
  assertEquals(languageOf([]), "en");
});

Deno.test("messagesIn() says all in Korean that it says in English", () => {
  const [ko, en] = [messagesIn("ko"), messagesIn("en")];
  assertEquals(Object.keys(ko).toSorted(), Object.keys(en).toSorted());
  const texts = Object.values(ko).filter((word) => typeof word === "string");
  for (const text of texts) {
    assert(/\p{Script=Hangul}/u.test(text) || text.startsWith("token split"), text);
  }
});

Deno.test("the page's messages are all there are", async () => {
  const html = await Deno.readTextFile(new URL("../../src/page/index.html", import.meta.url));
  const names = [...html.matchAll(/data-message="(\w+)"/g)].map(([, name]) => name);
  assert(names.length > 10);
  for (const name of names) assert(name !== undefined && name in messagesIn("en"), name);
});
