import { assertEquals, assertRejects } from "@std/assert";
import { Handoff } from "../../../../src/run/langchain/graph/handoff.ts";

Deno.test("Handoff lets a writer continue when the reader requests the next value", async () => {
  const handoff = new Handoff<number>();
  const log: string[] = [];
  const write = async (value: number) => {
    await handoff.write(value);
    log.push(`written ${value}`);
  };
  const writing = write(1).then(() => write(2));
  assertEquals(await handoff.read(), { value: 1, done: false });
  await Promise.resolve();
  assertEquals(log, []);
  assertEquals(await handoff.read(), { value: 2, done: false });
  assertEquals(log, ["written 1"]);
  handoff.close();
  await writing;
  assertEquals(await handoff.read(), { done: true });
});

Deno.test("Handoff delivers unread values before it ends or fails", async () => {
  for (const error of [undefined, new Error("boom")]) {
    const handoff = new Handoff<number>();
    const writing = Promise.all([handoff.write(1), handoff.write(2)]);
    if (error === undefined) handoff.close();
    else handoff.fail(error);
    assertEquals((await handoff.read()).value, 1);
    assertEquals((await handoff.read()).value, 2);
    if (error === undefined) assertEquals(await handoff.read(), { done: true });
    else await assertRejects(() => handoff.read(), Error, "boom");
    await writing;
  }
});

Deno.test("Handoff releases its writers and its reader when it is cancelled", async () => {
  const handoff = new Handoff<number>();
  const reading = handoff.read();
  handoff.cancel();
  assertEquals(await reading, { done: true });
  await handoff.write(1); // dropped

  const full = new Handoff<number>();
  const writing = Promise.all([full.write(1), full.write(2)]);
  await full.read();
  full.cancel();
  await writing;
  assertEquals(await full.read(), { done: true });
});
