import { type Contestant, splitstream } from "../contestants.ts";
import { askMany, assertWhole } from "../load.ts";
import { now } from "../measure/script.ts";
import { median, pairwise, spread } from "../measure/statistics.ts";
import { type Bench, Figures, type Report, takeTurns } from "../section.ts";
import { ServerProcess } from "../server_process.ts";
import { RedisServer, whyNoRedis } from "../../support/stores/redis_server.ts";

const RATE = 5; // tokens a second
/** How long a store may take to write what came last, in milliseconds. */
const SETTLE_MS = 300;

/** What it costs that runs can be followed: CPU and memory of many streams at once. */
export async function journal(bench: Bench): Promise<Report> {
  const [streams, tokens] = bench.quick ? [20, 5] : [1_000, 25];
  const title = `${streams} journalled streams at once, ${RATE} tokens a second each`;
  const withStore = (name: string, place: string): Contestant => ({
    ...splitstream,
    name,
    program: "splitstream_journal",
    args: [`--store=${place}`],
  });
  await using redis = await whyNoRedis() === undefined ? await RedisServer.start() : null;
  const folder = await Deno.makeTempDir();
  await using cleaning = new AsyncDisposableStack();
  cleaning.defer(() => Deno.remove(folder, { recursive: true }));

  const without = withStore("without a journal", "none");
  const memory = withStore("**in memory**", "memory");
  const kv = withStore("Deno KV, a file", `${folder}/journal`);
  const inRedis = withStore("Redis", redis?.url ?? "");
  const contestants = [without, memory, ...(redis === null ? [] : [inRedis]), kv];

  const costs = new Figures();
  const resident = new Figures();
  const heap = new Figures();
  const stores: { cpu: number[]; bytes: number[] } = { cpu: [], bytes: [] };
  await takeTurns(contestants, {
    bench,
    title,
    async measure(contestant) {
      const { program, args = [] } = contestant;
      const flags = [`--allow-read=${folder}`, `--allow-write=${folder}`];
      await using server = new ServerProcess(program, { args, flags });
      const origin = await server.origin;
      const ask = async (streams: number, rate?: number) => {
        const pace = rate === undefined ? {} : { rate, from: now() };
        const script = { tokens: rate === undefined ? 1_000 : tokens, ...pace };
        assertWhole(await askMany(streams, { contestant, origin, script }), contestant);
        await pause(SETTLE_MS);
      };
      await ask(bench.quick ? 1 : 10);

      const before = await server.usage({ gc: true });
      const stored = contestant === inRedis ? await redis?.usage() : undefined;
      await ask(streams, RATE);
      const after = await server.usage();
      const held = stored === undefined ? undefined : await redis?.usage();
      if (stored !== undefined && held !== undefined) {
        stores.cpu.push((held.cpuUs - stored.cpuUs) / (streams * tokens));
        stores.bytes.push((held.bytes - stored.bytes) / (streams * tokens));
      }
      costs.add(contestant, (after.cpuUs - before.cpuUs) / (streams * tokens));

      const rest = await server.usage({ gc: true });
      const open = ask(streams, RATE);
      await pause(1_000 * tokens / RATE * 0.7);
      const middle = await server.usage({ gc: true });
      await open;
      resident.add(contestant, (middle.rss - before.rss) / streams / 1_024);
      heap.add(contestant, (middle.heap - rest.heap) / streams / 1_024);
    },
  });

  const ratio = (contestant: Contestant) =>
    pairwise([costs.of(contestant), costs.of(without)], (own, bare) => own / bare);
  return {
    title,
    how: "A process of its own each time, warmed up. CPU is the server's own, from the first " +
      "request until 0.3 s after the last answer, so that the store has it all. Memory is taken " +
      "during a second load like the first, garbage collected. The heap is that of the open " +
      "streams; resident is all that the process has more than before both." +
      (redis === null
        ? ""
        : ` Redis itself took ${spread(stores.cpu)} µs of CPU and ${
          spread(stores.bytes, 0)
        } bytes ` +
          "a token, the end record included."),
    columns: ["", "µs a token", "beside none, ×", "resident, KiB a stream", "heap, KiB a stream"],
    rows: contestants.map((contestant) => [
      contestant.name,
      spread(costs.of(contestant)),
      contestant === without ? "1" : spread(ratio(contestant), 2),
      spread(resident.of(contestant)),
      spread(heap.of(contestant)),
    ]),
    verdicts: [{
      target: "a journal in memory at most 1.25 × the CPU of a token without one",
      figure: `${spread(ratio(memory), 2)} ×`,
      isMet: median(ratio(memory)) <= 1.25,
    }],
  };
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
