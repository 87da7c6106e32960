import { splitstream } from "../contestants.ts";
import { askMany, assertWhole } from "../load.ts";
import { now } from "../measure/script.ts";
import { type Bench, Figures, type Report, Servers, takeTurns } from "../section.ts";
import { pairwise, spread } from "../measure/statistics.ts";

const TOKENS = 25;
const RATE = 25;

/** How long many streams at a pace take together, beside one alone. */
export async function concurrency(bench: Bench): Promise<Report> {
  const title = `Many streams of ${TOKENS} tokens, ${1000 / RATE} ms a token`;
  const sizes = bench.quick ? [1, 10] : [1, 10, 100, 300, 1_000];
  const turns = sizes.map((streams) => ({ name: `${streams}`, streams }));
  await using servers = new Servers([splitstream]);
  const origin = await servers.of(splitstream).origin;
  const timeOf = async (streams: number) => {
    const script = { tokens: TOKENS, rate: RATE, from: now() };
    const begin = performance.now();
    assertWhole(await askMany(streams, { contestant: splitstream, origin, script }), splitstream);
    return performance.now() - begin;
  };
  await timeOf(1);

  const times = new Figures();
  await takeTurns(turns, {
    bench,
    title,
    measure: async (turn) => times.add(turn, await timeOf(turn.streams)),
  });
  return {
    title,
    how: "From the first request to the end of the last stream, in one process of Splitstream's.",
    columns: ["streams at once", "until the last ends, ms", "beside one alone, ×"],
    rows: turns.map((turn) => [
      turn.name,
      spread(times.of(turn), 0),
      spread(pairwise([times.of(turn), times.of({ name: "1" })], (all, one) => all / one), 2),
    ]),
    verdicts: [],
  };
}
