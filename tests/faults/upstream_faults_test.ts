import { assert, assertEquals } from "@std/assert";
import type { AppOptions } from "../../src/mod.ts";
import { delta, ROLE, type Script, sends, type Wire } from "../support/faults/raw_upstream.ts";
import { Scene } from "../support/faults/scene.ts";
import {
  AG_UI,
  AI_SDK,
  INVOKE,
  NDJSON,
  OPENAI,
  problemOf,
  SSE,
  TEXT,
} from "../support/faults/ways.ts";

const SECRET = "sk-very-secret";

interface Fault {
  /** What the model's server does. */
  does: string;
  script: Script;
  limits?: AppOptions["limits"];
  status: number;
  message: string;
  /** Of the reply, if it has a status of its own. */
  retryAfter?: string;
}

const stalls = { firstTokenMs: 300, idleMs: 300 };
const late = (message: string) => ({ limits: stalls, status: 504, message });
const failed = { status: 502, message: "The model failed." };
const cut = { status: 502, message: "The model's stream ended before the model was done." };
const unreachable = { status: 502, message: "The model's server cannot be reached." };
const tooMany = { status: 429, message: "The model's server is receiving too many requests." };
const neverBegan = late("The model did not begin to answer in time.");
const wentNotOn = late("The model did not go on in time.");

/** Refuses, and says more than anybody should hear. */
const refuses = (status: string, headers = "") => async (wire: Wire) => {
  await wire.head(status, `content-type: application/json\r\n${headers}`);
  await wire.body(JSON.stringify({ error: { message: `${SECRET} is wrong`, code: "x" } }));
  await wire.end();
};

/** Every byte there is, again and again. */
const noise = Uint8Array.from({ length: 4_096 }, (_, i) => i * 167);
const half = delta("셋").slice(0, -20);

const before: Fault[] = [
  { does: "closes at once", script: () => {}, ...unreachable },
  { does: "speaks no HTTP", script: (wire) => wire.send("SSH-2.0-OpenSSH\r\n"), ...unreachable },
  { does: "sends noise for a head", script: (wire) => wire.send(noise), ...unreachable },
  {
    does: "sends a head that never ends",
    async script(wire) {
      await wire.send("HTTP/1.1 200 OK\r\n");
      while (true) await wire.send(`x-more: ${"a".repeat(1_000)}\r\n`);
    },
    ...unreachable,
  },
  { does: "never answers", script: (wire) => wire.gone(), ...neverBegan },
  {
    does: "sends a head, then nothing",
    script: async (wire) => {
      await wire.head();
      await wire.gone();
    },
    ...neverBegan,
  },
  {
    does: "sends its role, then nothing",
    script: async (wire) => {
      await wire.head();
      await wire.body(ROLE);
      await wire.gone();
    },
    ...neverBegan,
  },
  { does: "sends nothing", script: sends(), ...cut },
  { does: "sends noise", script: sends(noise), ...cut },
  { does: "sends its role and ends", script: sends(ROLE), ...cut },
  { does: "sends half a JSON and ends", script: sends(half), ...failed },
  {
    does: "says that it is compressed and is not",
    script: async (wire) => {
      await wire.head("200 OK", "content-type: text/event-stream\r\ncontent-encoding: gzip\r\n");
      await wire.body(ROLE + delta("하나"));
      await wire.end();
    },
    ...failed,
  },
  { does: "answers 429", script: refuses("429 Too Many Requests"), ...tooMany },
  {
    does: "answers 429 with Retry-After",
    script: refuses("429 Too Many Requests", "retry-after: 7\r\n"),
    ...tooMany,
    retryAfter: "7",
  },
  {
    does: "answers 429 with a Retry-After that is none",
    script: refuses("429 Too Many Requests", `retry-after: ${SECRET}\r\n`),
    ...tooMany,
  },
  {
    does: "answers 500 and closes in the middle of saying why",
    script: async (wire) => {
      await wire.head("500 Internal Server Error");
      await wire.body(SECRET);
    },
    status: 502,
    message: "The model's server failed (500).",
  },
];

/** Says something, and the beginning of a marker, then does as it is told. */
const saysAnd = (then: Script) => async (wire: Wire) => {
  await wire.head();
  await wire.body(ROLE + delta("하나 ") + delta("둘 ") + delta("(답변 "));
  await then(wire);
};

const midway: Fault[] = [
  { does: "ends without a finish", script: saysAnd((wire) => wire.end()), ...cut },
  { does: "closes", script: saysAnd(() => {}), ...failed },
  { does: "stalls", script: saysAnd((wire) => wire.gone()), ...wentNotOn },
  {
    does: "stalls in the middle of a frame",
    script: saysAnd(async (wire) => {
      await wire.body(half);
      await wire.gone();
    }),
    ...wentNotOn,
  },
  {
    does: "ends in the middle of a frame",
    script: saysAnd(async (wire) => {
      await wire.body(half);
      await wire.end();
    }),
    ...failed,
  },
  {
    does: "closes in the middle of a frame",
    script: saysAnd((wire) => wire.body(half)),
    ...failed,
  },
  {
    does: "sends what is no JSON",
    script: saysAnd((wire) => wire.body(`data: {{${SECRET}\n\n`)),
    ...failed,
  },
  {
    does: "sends what is no chunk of HTTP",
    script: saysAnd((wire) => wire.send("zzz\r\n\r\n")),
    ...failed,
  },
  {
    does: "sends noise, then ends",
    script: saysAnd(async (wire) => {
      await wire.body(noise);
      await wire.end();
    }),
    ...cut,
  },
  {
    does: "sends an error",
    script: saysAnd((wire) => wire.body(`data: {"error":{"message":"${SECRET}"}}\n\n`)),
    ...failed,
  },
];

for (const { does, script, limits, status, message, retryAfter = null } of before) {
  Deno.test(`a model's server that ${does} is answered with ${status}`, async () => {
    await using scene = await Scene.open(script, limits);
    for (const { name, reply } of await scene.askAll()) {
      assertEquals(
        [name, reply.status, problemOf(reply), reply.headers.get("retry-after")],
        [name, status, message, retryAfter],
      );
      assert(!reply.body.includes(SECRET), reply.body);
    }
    await scene.assertOver("failed");
  });
}

for (const { does, script, limits, status, message } of midway) {
  Deno.test(`a model's server that ${does} midway breaks the answer`, async () => {
    await using scene = await Scene.open(script, limits);
    for (const { name, way, reply } of await scene.askAll()) {
      const isStreamed = way !== INVOKE;
      const expected = {
        text: isStreamed ? "하나 둘 " : "",
        failure: way === TEXT ? null : message,
        isComplete: false,
      };
      assertEquals(
        [name, reply.status, await way.read(reply)],
        [name, isStreamed ? 200 : status, expected],
      );
      assert(!reply.body.includes(SECRET), reply.body);
      // The record of a failure has the splits as they are, the half marker too.
      const { isRecorded = false } = way;
      assertEquals(reply.body.includes("(답변"), isRecorded, reply.body);
    }
    await scene.assertOver("failed");
  });
}

Deno.test("a model's server that refuses connections is answered with 502", async () => {
  await using scene = await Scene.open(() => {});
  {
    using _ = scene.upstream.refuse();
    for (const { name, reply } of await scene.askAll()) {
      assertEquals([name, reply.status, problemOf(reply)], [name, 502, unreachable.message]);
    }
  }
  await scene.assertOver("failed");
});

Deno.test("a model's server that fails late is an error in a reply that has begun", async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  await using scene = await Scene.open(async (wire) => {
    await begun;
    await refuses("429 Too Many Requests", "retry-after: 7\r\n")(wire);
  }, { graceMs: 20, heartbeatMs: 20 });
  const heads = Promise.all([SSE, NDJSON, OPENAI, AI_SDK, AG_UI].map(async (way) => {
    const client = await scene.send(way.ask("안녕"));
    await client.readUntil("ping");
    await client.readUntil("ping");
    return { way, client };
  }));
  for (const { way, client } of await heads) {
    begin();
    const reply = await client.reply();
    assert(reply !== null);
    assertEquals(reply.status, 200);
    const expected = { text: "", failure: tooMany.message, isComplete: false };
    assertEquals(await way.read(reply), expected);
  }
  await scene.assertOver("failed", 4);
});
