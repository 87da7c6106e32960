import { fixtures, match, matchers, worst } from "../measure/matching.ts";
import { type Bench, Figures, type Report, takeTurns } from "../section.ts";
import { median, pairwise, spread } from "../measure/statistics.ts";

const WORST = 200_000; // characters
const LINEAR = 1.2; // what the cost of a character may grow by in a text of twice the length

/** What the matcher takes for a character, beside `indexOf`. */
export async function matcher(bench: Bench): Promise<Report> {
  const repeats = bench.quick ? 1 : 10;
  const texts = {
    ...fixtures,
    [`worst text, ${WORST}`]: worst(WORST),
    [`worst text, ${2 * WORST}`]: worst(2 * WORST),
  };
  const turns = Object.entries(texts).flatMap(([text, fixture]) =>
    Object.entries(matchers).map(([way, create]) => ({ name: `${text} ${way}`, create, fixture }))
  );
  const costOf = ({ create, fixture: { chunks, markers } }: typeof turns[number]) => {
    const begin = performance.now();
    for (let i = 0; i < repeats; i++) match(create(markers), chunks);
    const chars = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    return (performance.now() - begin) * 1e6 / repeats / chars;
  };
  for (const turn of turns) costOf(turn);

  const costs = new Figures();
  await takeTurns(turns, {
    bench,
    title: "matcher",
    measure: (turn) => Promise.resolve(costs.add(turn, costOf(turn))),
  });
  const [plain = "", own = ""] = Object.keys(matchers);
  const of = (text: string, way: string) => costs.of({ name: `${text} ${way}` });
  const growth = pairwise([
    of(`worst text, ${2 * WORST}`, own),
    of(`worst text, ${WORST}`, own),
  ], (twice, once) => twice / once);
  return {
    title: "Matcher",
    how: "Nanoseconds a character (UTF-16 code unit), in chunks of 4, in this process. The worst " +
      "text is all but the end of a marker of 101 characters, again and again.",
    columns: ["", `\`${own}\`, ns`, `\`${plain}\`, ns`, "beside it, ×"],
    rows: Object.keys(texts).map((text) => [
      text,
      spread(of(text, own)),
      spread(of(text, plain)),
      spread(pairwise([of(text, own), of(text, plain)], (own, plain) => own / plain), 2),
    ]),
    verdicts: [{
      target: `the worst text is linear: a character of twice as many costs at most ${LINEAR} ×`,
      figure: `${spread(growth, 2)} ×`,
      isMet: median(growth) <= LINEAR,
    }],
  };
}
