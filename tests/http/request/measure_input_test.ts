import { assertEquals } from "@std/assert";
import { measureInput } from "../../../src/http/request/measure_input.ts";
import { createApp } from "../../../src/mod.ts";
import { post } from "../../support/client.ts";
import { FakeRunnable } from "../../support/models/runnables.ts";

const PNG = "data:image/png;base64,AAAA";

Deno.test("measureInput() counts texts, without keys, roles and types", () => {
  for (
    const [input, chars] of [
      ["안녕", 2],
      [{ topic: "곰", count: 3 }, 1],
      [{ user_message: "가나", history: [{ role: "user", content: "다" }] }, 3],
      [[["human", "가"]], 6],
      [{ messages: [{ type: "human", content: [{ type: "text", text: "가" }] }] }, 1],
    ] as const
  ) assertEquals(measureInput(input).chars, chars, JSON.stringify(input));
});

Deno.test("measureInput() counts media as bytes, not as text", () => {
  for (
    const part of [
      { type: "image_url", image_url: { url: PNG } },
      { type: "image", data: "AAAAAAAAAAAAAAAAAAAAAAAAAA" },
      { type: "input_audio", input_audio: { data: "AAAAAAAAAAAAAAAAAAAAAAAAAA", format: "" } },
      { type: "file", file: { file_data: "AAAAAAAAAAAAAAAAAAAAAAAAAA" } },
    ]
  ) {
    const { chars, mediaBytes } = measureInput([{ role: "user", content: [part] }]);
    assertEquals([chars, mediaBytes], [0, 19], part.type);
  }
  assertEquals(measureInput({ data: "text" }).chars, 4); // not of a part of a message
});

Deno.test("measureInput() counts the messages of the longest list", () => {
  const message = { role: "user", content: "a" };
  assertEquals(measureInput([message, message]).messages, 2);
  assertEquals(measureInput({ user_message: "a", history: [message] }).messages, 2);
  assertEquals(measureInput({ topics: ["a", "b"] }).messages, 0);
});

Deno.test("an input is refused whose media are larger than the limit", async () => {
  const chain = new FakeRunnable(() => ["a"]);
  const app = createApp({ runnables: { chain }, limits: { mediaBytes: 10 } });
  const content = [{ type: "image_url", image_url: { url: PNG } }];
  const response = await app(post("/chain/invoke", { input: [{ role: "user", content }] }));
  assertEquals(response.status, 413);
  const message = "The images, audio and files are too large. The limit is 10 bytes.";
  assertEquals((await response.json()).detail, message);
  assertEquals(chain.inputs, []);
});

Deno.test("an input is refused that is nested too deep", async () => {
  const chain = new FakeRunnable(() => ["a"]);
  const app = createApp({ runnables: { chain } });
  for (const [depth, status] of [[100, 200], [101, 422], [20_000, 422]] as const) {
    const input = "[".repeat(depth) + "]".repeat(depth);
    const response = await app(post("/chain/invoke", `{"input":${input}}`));
    await response.body?.cancel();
    assertEquals(response.status, status);
  }
  assertEquals(chain.inputs.length, 1);
});
