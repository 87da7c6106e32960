/**
 * Runs an answer, keeps its end record, and prints what that takes. Its first argument
 * is how many chunks the answer has.
 */
import process from "node:process";
import { Run } from "../../src/run/run.ts";
import { sse } from "../../src/wire/sse.ts";
import { textsOf } from "./measure/script.ts";
import type {} from "./servers/serve_bench.ts"; // declares `gc`

/** What an end record takes. */
export interface RecordCost {
  /** Of its event, in bytes. */
  sent: number;
  /** Of the heap, in bytes, with the text of the chunks, which it shares. */
  held: number;
  /** To write its event, in milliseconds of CPU. */
  writeMs: number;
}

if (import.meta.main) {
  const tokens = Number(Deno.args[0]);
  const recordOf = async (tokens: number) => {
    // Each chunk has a text of its own, as those of a model's server have.
    const chunks = textsOf({ tokens }).map((text) => JSON.parse(JSON.stringify(text)));
    const runnable = { stream: () => Promise.resolve(ReadableStream.from(chunks)) };
    const limits = { chunks: Infinity, outputChars: Infinity };
    const { record } = await new Run(runnable, { input: "?", limits }).complete();
    return record;
  };
  const write = (record: Awaited<ReturnType<typeof recordOf>>) =>
    sse.createEncoder()({ type: "end", record });
  for (let i = 0; i < 20; i++) write(await recordOf(1_000)); // V8 compiles the code

  globalThis.gc?.();
  const before = Deno.memoryUsage().heapUsed;
  const record = await recordOf(tokens);
  const begin = process.cpuUsage();
  const sent = new TextEncoder().encode(write(record)).length;
  const { user, system } = process.cpuUsage(begin);
  const writeMs = (user + system) / 1_000;
  await new Promise((resolve) => setTimeout(resolve, 100)); // the run's last promises are then over
  globalThis.gc?.();
  const held = Deno.memoryUsage().heapUsed - before;
  if (record.splits.length === 0) throw new Error("unreachable: the record is held until here");
  console.log(JSON.stringify({ sent, held, writeMs } satisfies RecordCost));
}
