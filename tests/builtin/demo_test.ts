import { assert, assertEquals, assertRejects } from "@std/assert";
import { HumanMessage } from "@langchain/core/messages";
import { DemoChatModel } from "../../src/builtin/demo.ts";
import { demoCall } from "../../src/builtin/demo_call.ts";
import { toolCallFor } from "../../src/builtin/demo_script.ts";
import { transcripts } from "../support/models/transcripts.ts";

const options = { startMarker: "(답변 시작)", endMarker: "(답변 종료)", tokenDelayMs: 0 };
const demo = new DemoChatModel(options);

async function chunks(model: DemoChatModel, message: string): Promise<string[]> {
  const stream = await model.stream([new HumanMessage(message)]);
  return (await Array.fromAsync(stream)).map(({ content }) => String(content));
}

for (const { prompt, user_message, splits } of transcripts) {
  Deno.test(`DemoChatModel says what the tutorial's model said to ${user_message}`, async () => {
    assertEquals(await chunks(demo, prompt), splits);
    assertEquals(await chunks(demo, user_message), splits);
  });
}

Deno.test("DemoChatModel has the tutorial's 27, 26 and 21 chunks", () => {
  assertEquals(transcripts.map(({ splits }) => splits.length), [27, 26, 21]);
});

Deno.test("DemoChatModel answers in the language it is spoken to", async () => {
  for (const message of ["안녕!", "고마워", "넌 누구야?", "내일 비 올까?"]) {
    const answer = (await chunks(demo, message)).join("");
    assert(/\p{Script=Hangul}/u.test(answer.replace("(답변 종료)", "")), answer);
    assert(answer.endsWith("(답변 종료) "), answer);
  }
  for (const message of ["Hello!", "thank you", "Who are you?", "Will it rain?", "…"]) {
    const answer = (await chunks(demo, message)).join("");
    assert(!/\p{Script=Hangul}/u.test(answer.replace("(답변 종료)", "")), answer);
    assert(answer.endsWith("(답변 종료) "), answer);
  }
});

Deno.test("toolCallFor() calls a tool only when it is asked the time or a sum", () => {
  const time = (time_zone: string) => ({ name: "current_time", args: { time_zone } });
  const sum = (expression: string) => ({ name: "calculate", args: { expression } });
  const cases: [message: string, call: unknown][] = [
    ["지금 몇 시야?", time("Asia/Seoul")],
    ["What time is it in Paris?", time("Europe/Paris")],
    ["America/Argentina/Buenos_Aires?", time("America/Argentina/Buenos_Aires")],
    ["12 * (3 + 4)는?", sum("12 * (3 + 4)")],
    ["what is 7-2?", sum("7-2")],
    ["TCP/IP 알려줘", null],
    ["what a great time to be alive", null],
    ["1990-05-03에 태어났어", null],
    ["010-1234-5678로 전화해", null],
    ["hello", null],
    ["(".repeat(100_000), null],
  ];
  for (const [message, call] of cases) assertEquals(toolCallFor(message) as unknown, call, message);
});

Deno.test("demoCall() calls only the tools that there are, and how it may", () => {
  const parameters = {
    type: "object",
    properties: {
      city: { type: "string" },
      days: { type: "integer" },
      unit: { enum: ["C", "F"] },
      isShort: { type: "boolean" },
      tags: { type: "array" },
      at: { type: "object", properties: { time: { type: "string" } }, required: ["time"] },
      note: { type: "string" },
    },
    required: ["city", "days", "unit", "isShort", "tags", "at"],
  };
  const weather = { type: "function", function: { name: "weather", parameters } };
  const clock = { name: "current_time", schema: {} }; // LangChain's form
  const tools = [weather, clock];
  const call = (message: string, choice?: unknown) => demoCall(message, { tools, choice });

  assertEquals(call("안녕?"), null);
  assertEquals(call("Weather in Paris?"), {
    name: "weather",
    args: {
      city: "Weather in Paris?",
      days: 1,
      unit: "C",
      isShort: true,
      tags: [],
      at: { time: "Weather in Paris?" },
    },
  });
  assertEquals(call("지금 몇 시야?")?.args, { time_zone: "Asia/Seoul" });
  assertEquals(call("1+1은?"), null); // there is no calculate
  assertEquals(call("weather?", "none"), null);
  assertEquals(call("안녕?", "any")?.name, "weather");
  assertEquals(call("지금 몇 시야?", "any")?.name, "current_time");
  assertEquals(call("지금 몇 시야?", "weather")?.name, "weather");
  assertEquals(call("안녕?", "nothing"), null);
  assertEquals(demoCall("1+1은?", { tools: [], choice: undefined }), null);
});

Deno.test("DemoChatModel writes whichever end marker it is told to", async () => {
  const other = new DemoChatModel({ ...options, endMarker: "[END]" });
  assertEquals((await chunks(other, "안녕!")).at(-1), "[END] ");
  const none = new DemoChatModel({ ...options, endMarker: null });
  assert(!(await chunks(none, transcripts[0]?.prompt ?? "")).join("").includes("("));
});

Deno.test("DemoChatModel gives the whole answer when it is invoked", async () => {
  const { content } = await demo.invoke([new HumanMessage("로라야 너 MBTI 뭐야?")]);
  assertEquals(content, transcripts[2]?.result);
});

Deno.test("DemoChatModel stops in the middle of a pause when it is aborted", async () => {
  const slow = new DemoChatModel({ ...options, tokenDelayMs: 60_000 });
  const abort = new AbortController();
  const stream = slow.stream("안녕!", { signal: abort.signal });
  abort.abort(new Error("gone"));
  await assertRejects(() => stream);
});
