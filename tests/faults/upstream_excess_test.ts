import { assertEquals } from "@std/assert";
import type { AppOptions } from "../../src/mod.ts";
import {
  delta,
  DONE,
  FINISH,
  ROLE,
  type Script,
  sends,
  type Wire,
} from "../support/faults/raw_upstream.ts";
import { Scene } from "../support/faults/scene.ts";

interface Oddity {
  does: string;
  script: Script;
  limits?: AppOptions["limits"];
  text?: string;
}

const answer = ROLE + delta("하나 ") + delta("둘 ");
const marker = delta("(답변 ") + delta("종료)");
const million = "나".repeat(1_000);
const forever = (part: string) => async (wire: Wire) => {
  await wire.head();
  await wire.body(ROLE);
  while (true) await wire.body(part);
};

const oddities: Oddity[] = [
  {
    does: "goes on for ever after the end marker",
    script: async (wire) => {
      await wire.head();
      await wire.body(answer + marker);
      while (true) await wire.body(delta("셋 ").repeat(100));
    },
  },
  {
    does: "says nothing more after the end marker",
    script: async (wire) => {
      await wire.head();
      await wire.body(answer + marker);
      await wire.gone();
    },
  },
  {
    does: "sends more after it said that it is done",
    script: sends(answer + FINISH + DONE + delta("셋 ") + "data: {{\n\n"),
  },
  {
    does: "does not close after it said that it is done",
    script: async (wire) => {
      await wire.head();
      await wire.body(answer + FINISH + DONE);
      await wire.gone();
    },
    limits: { idleMs: 300 },
  },
  {
    does: "closes in the middle of HTTP after it said that it is done",
    script: async (wire) => {
      await wire.head();
      await wire.body(answer + FINISH + DONE);
    },
  },
  {
    does: "sends frames of no use",
    script: sends(
      ROLE,
      'data: {"choices":[]}\n\n',
      "data: 42\n\n",
      delta("하나 "),
      'data: {"choices":[{"index":0}]}\n\n',
      ': comment\n\nevent: ping\ndata: {"a":1}\n\n',
      delta("둘 "),
      FINISH,
      DONE,
    ),
  },
  {
    does: "sends a byte at a time",
    script: sends(
      ...Array.from(
        new TextEncoder().encode(answer + FINISH + DONE),
        (byte) => Uint8Array.of(byte),
      ),
    ),
  },
  {
    does: "sends 2,000 chunks of a character",
    script: sends(ROLE, ...Array(20).fill(delta("나").repeat(100)), FINISH + DONE),
    text: "나".repeat(2_000),
  },
  {
    does: "sends a chunk of 8 MB",
    script: sends(ROLE, delta(million.repeat(2_796)), FINISH + DONE),
    limits: { outputChars: Infinity },
    text: million.repeat(2_796),
  },
  {
    does: "sends a chunk of 8 MB where an answer may have less",
    script: sends(ROLE, delta(million.repeat(2_796)), FINISH + DONE),
    limits: { outputChars: 10_000 },
    text: million.repeat(10),
  },
  {
    does: "never ends",
    script: forever(delta("나").repeat(100)),
    limits: { outputChars: 500 },
    text: "나".repeat(500),
  },
];

for (const { does, script, limits, text = "하나 둘 " } of oddities) {
  Deno.test(`a model's server that ${does} is heard out`, async () => {
    await using scene = await Scene.open(script, limits);
    for (const { name, way, reply } of await scene.askAll()) {
      const expected = { text, failure: null, isComplete: true };
      assertEquals([name, reply.status, await way.read(reply)], [name, 200, expected]);
    }
    await scene.assertOver("complete");
  });
}
