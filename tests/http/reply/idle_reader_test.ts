import { assert, assertEquals } from "@std/assert";

import { NDJSON, post, SSE } from "../../support/client.ts";
import { FakeTimer } from "../../support/fake_timer.ts";
import { FakeRunnable } from "../../support/models/runnables.ts";
import { testApp } from "../../support/test_app.ts";

const BEATS = { [SSE]: ": ping\n\n", [NDJSON]: '{"event":"ping"}\n' };

/** A stream that has said "a", and says "b" and ends when `goOn` is called. */
async function open(accept: string) {
  const { promise, resolve: goOn } = Promise.withResolvers<void>();
  const chain = new FakeRunnable(async function* () {
    yield "a";
    await promise;
    yield "b";
  });
  const timer = new FakeTimer();
  const limits = { heartbeatMs: 100, idleMs: Infinity };
  const app = testApp({ runnables: { chain }, timer, limits });
  const response = await app(post("/chain/stream", { user_message: "?" }, { accept }));
  const reader = response.body?.getReader(); // what is piped would be read ahead
  const decoder = new TextDecoder();
  const read = async () => decoder.decode((await reader?.read())?.value);
  await read(); // the start
  assert((await read()).includes('"a"'));
  return { timer, read, goOn };
}

for (const [accept, beat] of Object.entries(BEATS)) {
  Deno.test(`a client that does not read is sent no heartbeats, as ${accept}`, async () => {
    const { timer, read, goOn } = await open(accept);
    await timer.pass(1_000);
    goOn();
    assert((await read()).includes('"b"'));
    while (await read() !== "");
  });

  Deno.test(`heartbeats do not pile up when a client stops reading, as ${accept}`, async () => {
    const { timer, read, goOn } = await open(accept);
    const next = read();
    await timer.pass(100);
    assertEquals(await next, beat);
    await timer.pass(1_000);
    goOn();
    let rest = "";
    for (let text = await read(); text !== ""; text = await read()) rest += text;
    // The one that was ready when the client stopped may still come.
    assert(rest.split(beat).length - 1 <= 1, rest);
    assert(rest.includes('"b"'), rest);
  });
}
