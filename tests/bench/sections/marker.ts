import { aiSdk, type Contestant, hono, splitstream, tutorial } from "../contestants.ts";
import { ask } from "../load.ts";
import { type Bench, Figures, type Report, Servers } from "../section.ts";
import { ServerProcess } from "../server_process.ts";
import type { Closing } from "../servers/upstream.ts";
import { median, percentile } from "../measure/statistics.ts";

/** A fast model, that talks on behind its end marker. */
const SCRIPT = { tokens: 3, rate: 100, after: 10 };
const contestants = [splitstream, tutorial, hono, aiSdk];

/** From the end marker until upstream is closed. */
export async function marker(bench: Bench): Promise<Report> {
  const requests = bench.quick ? 2 : 20; // of each, in each round
  await using upstream = new ServerProcess("upstream");
  const address = await upstream.origin;
  await using servers = new Servers(contestants, [`${address}/v1`]);
  const measure = async (contestant: Contestant): Promise<Closing> => {
    const origin = await servers.of(contestant).origin;
    await ask({ contestant, origin, script: SCRIPT });
    return await (await fetch(`${address}/closed`)).json();
  };
  bench.say("warming up");
  for (const contestant of contestants) {
    for (let i = 0; i < 5; i++) await measure(contestant);
  }

  const times = new Figures();
  const after = new Figures();
  for (let round = 0; round < bench.rounds; round++) {
    bench.say(`round ${round + 1} of ${bench.rounds}`);
    for (let i = 0; i < requests; i++) {
      for (const contestant of contestants) {
        const closing = await measure(contestant);
        times.add(contestant, closing.ms ?? Infinity);
        after.add(contestant, closing.after);
      }
      bench.machine.check();
    }
  }

  const most = (contestant: Contestant) => Math.max(...after.of(contestant));
  const inMs = (ms: number) => ms === Infinity ? "never" : ms.toFixed(2);
  const own = times.of(splitstream);
  return {
    title: "From the end marker to upstream closed",
    how: `${bench.rounds * requests} answers each, one after the other, through \`ChatOpenAI\`. ` +
      `Upstream gives ${SCRIPT.rate} tokens a second, ${SCRIPT.after} of them after the marker, ` +
      "and its clock is read: from the marker made to the connection closed.",
    columns: ["", "median, ms", "p99, ms", "tokens after the marker: median", "most"],
    rows: contestants.map((contestant) => [
      contestant.name,
      inMs(median(times.of(contestant))),
      inMs(percentile(times.of(contestant), 99)),
      `${median(after.of(contestant))}`,
      `${most(contestant)}`,
    ]),
    verdicts: [{
      target: "tokens that upstream produces after the marker: at most one",
      figure: `${most(splitstream)}; closed after ${inMs(median(own))} ms in the median, p99 ${
        inMs(percentile(own, 99))
      } ms`,
      isMet: most(splitstream) <= 1,
    }],
  };
}
