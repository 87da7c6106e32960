import { type Contestant, floor, splitstream, tutorial } from "../contestants.ts";
import { ask, assertWhole } from "../load.ts";
import { type Bench, Figures, type Report, Servers, takeTurns } from "../section.ts";
import { median, pairwise, spread } from "../measure/statistics.ts";

const contestants = [floor, splitstream, tutorial];

/** What a chunk costs in answers of different length. */
export async function longAnswers(bench: Bench): Promise<Report> {
  const title = "CPU per chunk of long answers";
  const lengths = bench.quick ? [10, 100] : [1_000, 10_000, 100_000];
  const [shortest = 0, longest = 0] = [lengths.at(0), lengths.at(-1)];
  await using servers = new Servers(contestants);
  const turns = contestants.flatMap((contestant) =>
    lengths.map((chunks) => ({ name: `${contestant.name} ${chunks}`, contestant, chunks }))
  );
  const costOf = async ({ contestant, chunks }: typeof turns[number]) => {
    const server = servers.of(contestant);
    const origin = await server.origin;
    // Short answers are many, so that there is enough of them to measure.
    const answers = Math.max(1, Math.min(20, 20_000 / chunks));
    const before = await server.usage({ gc: true });
    for (let i = 0; i < answers; i++) {
      assertWhole([await ask({ contestant, origin, script: { tokens: chunks } })], contestant);
    }
    const after = await server.usage();
    return (after.cpuUs - before.cpuUs) / answers / chunks;
  };
  bench.say("warming up");
  for (const turn of turns.filter(({ chunks }) => chunks === shortest)) await costOf(turn);

  const costs = new Figures();
  await takeTurns(turns, {
    bench,
    title,
    async measure(turn, round) {
      // Its longest answer takes as long as all else together: once is enough.
      if (turn.contestant === tutorial && turn.chunks === longest && round > 0) return;
      costs.add(turn, await costOf(turn));
    },
  });

  const of = (contestant: Contestant, chunks: number) =>
    costs.of({ name: `${contestant.name} ${chunks}` });
  const growth = (contestant: Contestant) =>
    pairwise([of(contestant, longest), of(contestant, shortest)], (long, short) => long / short);
  return {
    title,
    how: "One stream at a time, as fast as it goes; the whole server's CPU, LangChain's included.",
    columns: [
      "",
      ...lengths.map((chunks) => `${chunks} chunks, µs a chunk`),
      "longest beside shortest, ×",
    ],
    rows: contestants.map((contestant) => [
      contestant.name,
      ...lengths.map((chunks) => spread(of(contestant, chunks))),
      spread(growth(contestant), 2),
    ]),
    verdicts: [{
      target: `a chunk of ${longest} costs at most 1.2 × one of ${shortest}`,
      figure: `${spread(growth(splitstream), 2)} × (floor ${
        spread(growth(floor), 2)
      } ×, tutorial's loop ${spread(growth(tutorial), 2)} ×)`,
      isMet: median(growth(splitstream)) <= 1.2,
    }],
  };
}
