import {
  aiSdk,
  type Contestant,
  direct,
  hono,
  peers,
  splitstream,
  splitstreamBuiltIn,
  tutorial,
} from "../contestants.ts";
import { ask, assertWhole } from "../load.ts";
import { type Bench, Figures, type Report, Servers, type Verdict } from "../section.ts";
import { ServerProcess } from "../server_process.ts";
import { median, pairwise, percentile, spread } from "../measure/statistics.ts";

const SCRIPT = { tokens: 10 };
const contestants = [direct, splitstream, splitstreamBuiltIn, hono, aiSdk, tutorial];

/** Time to the first token, through `ChatOpenAI`, beside calling its upstream directly. */
export async function firstToken(bench: Bench): Promise<Report> {
  const title = "Time to the first token, through `ChatOpenAI`";
  const requests = bench.quick ? 3 : 100; // of each, in each round
  await using upstream = new ServerProcess("upstream");
  const address = await upstream.origin;
  const served = contestants.filter((contestant) => contestant !== direct);
  await using servers = new Servers(served, [`${address}/v1`]);
  const originOf = (contestant: Contestant) =>
    contestant === direct ? address : servers.of(contestant).origin;

  const measure = async (contestant: Contestant) => {
    const answer = await ask({ contestant, origin: await originOf(contestant), script: SCRIPT });
    assertWhole([answer], contestant);
    return answer.firstMs;
  };
  bench.say("warming up");
  for (let i = 0; i < requests; i++) {
    for (const contestant of contestants) await measure(contestant);
  }

  const medians = new Figures();
  const all = new Figures();
  for (let round = 0; round < bench.rounds; round++) {
    const times = new Figures();
    for (let i = 0; i < requests; i++) {
      // One of each, then the next of each: what disturbs the machine disturbs all.
      for (const contestant of contestants) times.add(contestant, await measure(contestant));
    }
    bench.machine.check();
    bench.say(`round ${round + 1} of ${bench.rounds}`);
    for (const contestant of contestants) {
      medians.add(contestant, median(times.of(contestant)));
      all.add(contestant, ...times.of(contestant));
    }
  }

  const over = (contestant: Contestant) =>
    pairwise([medians.of(contestant), medians.of(direct)], (through, alone) => through - alone);
  const p99 = (contestant: Contestant) => percentile(all.of(contestant), 99);
  const [best = hono] = peers.toSorted((a, b) => p99(a) - p99(b));
  const noLater = (own: Contestant, way: string): Verdict => {
    const later = pairwise([medians.of(own), medians.of(tutorial)], (own, loop) => own - loop);
    return {
      target: `first token ${way} no later than from the tutorial's loop, in the median`,
      figure: `${spread(later, 2)} ms`,
      isMet: median(later) <= 0,
    };
  };
  return {
    title,
    how:
      `${bench.rounds * requests} requests to each, one after the other, all in turn; upstream ` +
      "answers at once, and is the same process for all. Medians are of the rounds' medians.",
    columns: ["", "median, ms", "over calling upstream directly, ms", "p99, ms"],
    rows: contestants.map((contestant) => [
      contestant.name,
      spread(medians.of(contestant), 2),
      contestant === direct ? "" : spread(over(contestant), 2),
      p99(contestant).toFixed(2),
    ]),
    verdicts: [
      {
        target: "first token at most 2 ms later than from upstream directly, in the median",
        figure: `${spread(over(splitstream), 2)} ms`,
        isMet: median(over(splitstream)) <= 2,
      },
      noLater(splitstream, "through a `ChatOpenAI` of one's own"),
      noLater(splitstreamBuiltIn, "through the built-in chain"),
      {
        target: "p99 of the first token below every peer's",
        figure: [splitstream, splitstreamBuiltIn, best]
          .map((one) => `${one.name} ${p99(one).toFixed(2)} ms`).join(", "),
        isMet: Math.max(p99(splitstream), p99(splitstreamBuiltIn)) < p99(best),
      },
    ],
  };
}
