import { assertEquals } from "@std/assert";
import { buildResumeArray, HttpAgent } from "npm:@ag-ui/client@^1.0.0";
import type { AppOptions } from "../../../src/mod.ts";
import { KEEPS_SOCKETS, serve } from "../serve.ts";
import { asker, secretaries, sent } from "./asking_graphs.ts";

type Interrupts = Parameters<typeof buildResumeArray>[0];

const test = (name: string, run: () => Promise<void>) =>
  Deno.test(`a graph's questions in AG-UI's HttpAgent: ${name}`, KEEPS_SOCKETS, run);
const serveIt = (it: unknown) =>
  serve({ runnables: { it } as NonNullable<AppOptions["runnables"]> });

/** Runs an agent, and returns what it is asked. */
async function ask(agent: HttpAgent, resume?: ReturnType<typeof buildResumeArray>) {
  let interrupts: Interrupts = [];
  let error: string | null = null;
  await agent.runAgent(resume === undefined ? {} : { resume }, {
    onRunFinishedEvent({ event: { outcome } }) {
      if (outcome?.type === "interrupt") ({ interrupts } = outcome);
    },
    onRunErrorEvent: ({ event }) => void (error = event.message),
  });
  assertEquals(error, null);
  return interrupts;
}

/** Answers all questions alike. */
const answer = (interrupts: Interrupts, payload: unknown) =>
  buildResumeArray(
    interrupts,
    Object.fromEntries(interrupts.map(({ id }) => [id, { status: "resolved", payload }])),
  );

const agentAt = (origin: string) =>
  new HttpAgent({
    url: `${origin}/ag-ui/it`,
    initialMessages: [{ id: "1", role: "user", content: "Write to them." }],
  });

test("calls are approved or refused", async () => {
  await using server = serveIt({ runnable: secretaries("kim", "lee") });
  const ends = [];
  for (const payload of [{ approved: true }, { approved: false, reason: "Not today." }]) {
    sent.length = 0;
    const agent = agentAt(server.origin);
    const interrupts = await ask(agent);
    assertEquals(interrupts.map(({ reason, toolCallId }) => [reason, toolCallId]), [
      ["tool_call", "call-0"],
      ["tool_call", "call-1"],
    ]);
    assertEquals(await ask(agent, answer(interrupts, payload)), []);
    const calls = agent.messages.flatMap((it) => it.role === "assistant" ? it.toolCalls ?? [] : []);
    assertEquals(calls.map(({ id }) => id), ["call-0", "call-1"]);
    ends.push([...sent, agent.messages.at(-1)?.content]);
  }
  assertEquals(ends, [
    ["kim", "lee", "Done: Sent to kim. Sent to lee."],
    ["Done: Not today. Not today."],
  ]);
});

test("another question gets a value", async () => {
  await using server = serveIt(asker("Which one?"));
  const agent = agentAt(server.origin);
  const interrupts = await ask(agent);
  assertEquals(interrupts.map(({ reason, message }) => [reason, message]), [
    ["input_required", "Which one?"],
  ]);
  assertEquals(await ask(agent, answer(interrupts, { pick: 2 })), []);
  assertEquals(agent.messages.at(-1)?.content, 'You said {"pick":2}.');
});

test("one that is given up begins anew", async () => {
  await using server = serveIt(asker("Which one?"));
  const agent = agentAt(server.origin);
  const [first, ...others] = await ask(agent);
  assertEquals(others, []);
  const again = await ask(
    agent,
    buildResumeArray(first === undefined ? [] : [first], {
      [first?.id ?? ""]: { status: "cancelled" },
    }),
  );
  assertEquals(again.length, 1);
});
