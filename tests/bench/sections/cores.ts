import { type Contestant, hono, splitstream } from "../contestants.ts";
import { askMany, assertWhole } from "../load.ts";
import { pairwise, spread } from "../measure/statistics.ts";
import { ParallelProcess } from "../parallel_process.ts";
import { type Bench, Figures, type Report, takeTurns } from "../section.ts";

const WORKERS = [1, 2] as const;

/** How many tokens a second one process serves, and `deno serve --parallel` with two workers. */
export async function cores(bench: Bench): Promise<Report> {
  const [streams, tokens] = bench.quick ? [2, 100] : [32, 1_000];
  const title = `Throughput of one worker and of two: ${streams} streams of ${tokens} tokens`;
  await using stack = new AsyncDisposableStack();
  const turns = [
    { contestant: splitstream, program: "cores/splitstream" },
    { contestant: hono, program: "cores/hono" },
  ].flatMap(({ contestant, program }) =>
    WORKERS.map((workers) => ({
      name: `${contestant.name}, ${workers === 1 ? "one worker" : `${workers} workers`}`,
      contestant,
      workers,
      server: stack.use(new ParallelProcess(program, workers)),
    }))
  );
  type Turn = typeof turns[number];
  const load = async ({ contestant, server }: Turn) => {
    const origin = await server.origin;
    const begin = performance.now();
    assertWhole(await askMany(streams, { contestant, origin, script: { tokens } }), contestant);
    return streams * tokens / (performance.now() - begin); // thousands a second
  };
  for (const turn of turns) for (let i = 0; i < 2; i++) await load(turn); // V8 compiles the code

  const rates = new Figures();
  await takeTurns(turns, {
    bench,
    title,
    measure: async (turn) => rates.add(turn, await load(turn)),
  });
  const gain = (contestant: Contestant) => {
    const [one, two] = turns.filter((turn) => turn.contestant === contestant);
    return one === undefined || two === undefined
      ? []
      : pairwise([rates.of(two), rates.of(one)], (two, one) => two / one);
  };
  return {
    title,
    how: "The same program under `deno serve`, and under `deno serve --parallel`. Who asks and " +
      "reads runs on the same cores, in a process of its own, so that two workers on two cores " +
      "never have them to themselves.",
    columns: ["", "thousand tokens a second", "beside one worker, ×"],
    rows: turns.map((turn) => [
      turn.name,
      spread(rates.of(turn)),
      turn.workers === 1 ? "1" : spread(gain(turn.contestant), 2),
    ]),
    verdicts: [],
  };
}
