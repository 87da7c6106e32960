import { assert, assertEquals } from "@std/assert";
import type { AppOptions } from "../../src/mod.ts";
import { serve } from "../clients/serve.ts";
import { RawClient } from "../support/faults/raw_client.ts";
import {
  delta,
  DONE,
  FINISH,
  RawUpstream,
  ROLE,
  type Script,
  sends,
  type Wire,
} from "../support/faults/raw_upstream.ts";
import { Scene } from "../support/faults/scene.ts";
import {
  AG_UI,
  AI_SDK,
  INVOKE,
  NDJSON,
  OPENAI,
  SSE,
  TEXT,
  type Way,
  ways,
} from "../support/faults/ways.ts";
import { within } from "../support/within.ts";

/** Says this, then nothing more. */
const says = (...parts: string[]) => async (wire: Wire) => {
  await wire.head();
  for (const part of parts) await wire.body(part);
  await wire.gone();
};

interface Leaving {
  when: string;
  script: Script;
  /** What the client has read when it leaves; `null` if nothing has come yet. */
  read: string | null;
  limits?: AppOptions["limits"];
  not?: readonly Way[];
}

const leavings: Leaving[] = [
  { when: "before the model's server has answered", script: (wire) => wire.gone(), read: null },
  { when: "before the first token", script: says(ROLE), read: null },
  {
    when: "between a reply's head and the first token",
    script: says(ROLE),
    read: "\r\n\r\n",
    limits: { graceMs: 20 },
    not: [INVOKE],
  },
  {
    when: "between two heartbeats",
    script: says(ROLE),
    read: "ping",
    limits: { graceMs: 20, heartbeatMs: 20 },
    not: [INVOKE, TEXT],
  },
  { when: "in the middle", script: says(ROLE + delta("둘 ")), read: "둘 ", not: [INVOKE] },
  {
    when: "during text that is held back",
    script: says(ROLE + delta("둘 ") + delta("(답변 ")),
    read: "둘 ",
    not: [INVOKE],
  },
  {
    when: "while more comes than it reads",
    script: async (wire) => {
      await wire.head();
      await wire.body(ROLE);
      while (true) await wire.body(delta("둘 ").repeat(100));
    },
    read: "둘 ",
    limits: { outputChars: Infinity },
    not: [INVOKE],
  },
];

for (const { when, script, read, limits, not = [] } of leavings) {
  Deno.test(`a client that leaves ${when} ends its run`, async () => {
    const asking = Object.values(ways).filter((way) => !not.includes(way));
    const asked = Promise.withResolvers<void>();
    let count = 0;
    const counted: Script = (wire) => {
      if (++count === asking.length) asked.resolve();
      return script(wire);
    };
    await using scene = await Scene.open(counted, limits);
    const clients = await Promise.all(asking.map((way) => scene.send(way.ask("안녕"))));
    await within(asked.promise, "the model's server to be asked");
    for (const client of clients) {
      if (read !== null) await client.readUntil(read);
      client[Symbol.dispose]();
    }
    await scene.assertOver("cancelled", clients.length);
  });
}

Deno.test("a client that leaves a request of many behind it ends its run", async () => {
  await using scene = await Scene.open(says(ROLE + delta("둘 ")), { heartbeatMs: 50 });
  const client = await scene.send(NDJSON.ask("하나").repeat(3));
  await client.readUntil("둘 ");
  client[Symbol.dispose]();
  await scene.assertOver("cancelled", 1);
});

Deno.test("requests that come before their turn are answered in order", async () => {
  await using scene = await Scene.open(async (wire) => {
    await sends(ROLE + delta(wire.asked.includes("하나") ? "1" : "2") + FINISH + DONE)(wire);
  });
  const clients = await Promise.all(
    Object.values(ways).map(async (way) => ({
      way,
      client: await scene.send(way.ask("하나") + way.ask("둘")),
    })),
  );
  for (const { way, client } of clients) {
    for (const text of ["1", "2"]) {
      const reply = await client.reply();
      assert(reply !== null);
      assertEquals(await way.read(reply), { text, failure: null, isComplete: true });
    }
  }
  await scene.assertOver("complete", 2 * clients.length);
});

Deno.test("a client that reads a byte at a time stalls the model", async () => {
  const sent = { slow: 0, eager: 0 };
  const part = delta("가".repeat(20_000));
  await using scene = await Scene.open(async (wire) => {
    const reader = wire.asked.includes("eager") ? "eager" : "slow";
    await wire.head();
    await wire.body(ROLE);
    while (true) {
      await wire.body(part);
      sent[reader] += part.length;
    }
  }, { outputChars: Infinity });
  const slow = await scene.send(TEXT.ask("slow"));
  const eager = await scene.send(TEXT.ask("eager"));
  for (let mib = 1; mib <= 32; mib++) {
    await slow.skip(1);
    while (sent.eager < mib * 2 ** 20) await eager.skip(65_536);
  }
  // Some is on its way: the sockets' buffers hold a few megabytes.
  assert(sent.slow < sent.eager / 2, `${sent.slow} of ${sent.eager} characters`);
  for (const client of [slow, eager]) client[Symbol.dispose]();
  await scene.assertOver("cancelled", 2);
});

Deno.test("a client that does not read holds a stream no longer than an answer may take", async () => {
  await using upstream = new RawUpstream(async (wire) => {
    await wire.head();
    await wire.body(ROLE);
    while (true) await wire.body(delta("가".repeat(20_000)));
  });
  await using server = serve({
    model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl, maxRetries: 0 },
    limits: { durationMs: 2_000, outputChars: Infinity },
  });
  await Promise.all([SSE, NDJSON, TEXT, OPENAI, AI_SDK, AG_UI].map(async (way) => {
    using client = await RawClient.connect(server.origin);
    await client.send(way.ask("안녕"));
    await client.readUntil("가");
    await within(upstream.left(0), "the model's server to be left");
    const reply = await client.reply();
    assert(reply !== null);
    assert(!reply.isWhole || !(await way.read(reply)).isComplete, reply.body.slice(-500));
  }));
});
