import {
  type Contestant,
  floor,
  peers,
  raw,
  rawModel,
  splitstream,
  splitstreamBuiltIn,
  splitstreamThroughLeanFetch,
  splitstreamThroughOpenAI,
} from "../contestants.ts";
import { type Answer, ask, askMany, assertWhole } from "../load.ts";
import { now, type Script } from "../measure/script.ts";
import { type Bench, Figures, type Report, takeTurns } from "../section.ts";
import { ServerProcess } from "../server_process.ts";
import { median, percentile, spread } from "../measure/statistics.ts";

const RATE = 2; // tokens a second
const TOKENS = 10;
const OPENING_MS = 2_000;
const MEASURED = 3; // tokens, after which memory is taken: the garbage is then collected, and all wait
/** Each of their streams has a connection to the model's server, too. */
const throughModel = [
  rawModel,
  splitstreamThroughOpenAI,
  splitstreamThroughLeanFetch,
  splitstreamBuiltIn,
];
const contestants = [floor, raw, splitstream, ...peers, ...throughModel];
/** What an open stream through `ChatOpenAI` took before replies were read into small buffers, in KiB. */
const ONCE = 371;

/** A thousand streams open at once in one process: what they take, and whether they keep the pace. */
export async function openStreams(bench: Bench): Promise<Report> {
  const streams = bench.quick ? 20 : 1_000;
  const title = `${streams} streams open at once, ${RATE} tokens a second each`;
  await using upstream = new ServerProcess("upstream");
  const memory = new Figures();
  const heap = new Figures();
  const late = new Figures();
  const missing = new Figures();
  const answers = new Map<Contestant, Answer[]>();

  await takeTurns(contestants, {
    bench,
    title,
    async measure(contestant) {
      // A process of its own: what others have left behind would count.
      const { program, args = [] } = contestant;
      const address = isThroughModel(contestant) ? [`${await upstream.origin}/v1`] : [];
      await using server = new ServerProcess(program, { args: [...address, ...args] });
      const { before, open, begun, came } = await openAll({ contestant, server, streams });
      if (contestant !== floor) missing.add(contestant, streams - begun);
      memory.add(contestant, (open.rss - before.rss) / streams / 1024);
      heap.add(contestant, (open.heap - before.heap) / streams / 1024);
      late.add(contestant, ...came.flatMap((answer) => answer.late.slice(0, MEASURED)));
      answers.set(contestant, [...answers.get(contestant) ?? [], ...came]);
    },
  });

  const lost = (contestant: Contestant) =>
    answers.get(contestant)?.filter(({ isWhole }) => !isWhole).length ?? NaN;
  const tooLate = (contestant: Contestant) =>
    late.of(contestant).filter((ms) => ms > 1000 / RATE).length;
  const p99 = (contestant: Contestant) => percentile(late.of(contestant), 99);
  const [best = splitstream] = peers.toSorted((a, b) =>
    median(memory.of(a)) - median(memory.of(b))
  );
  return {
    title,
    how:
      `Opened one after the other within ${OPENING_MS / 1000} s. Memory is what the process has ` +
      "more with all of them open than after a few streams, garbage collected both times. Late is " +
      "a token after it was due, by one clock; the floor's, and only the floor's, is taken inside " +
      "the server, before anything is sent. Too late: after the next one was due.",
    columns: [
      "",
      "resident, KiB a stream",
      "heap, KiB a stream",
      "not begun by then",
      "lost",
      "late: median, ms",
      "p99, ms",
      "too late",
    ],
    rows: contestants.map((contestant) => [
      contestant.name,
      spread(memory.of(contestant)),
      spread(heap.of(contestant)),
      contestant === floor ? "" : `${median(missing.of(contestant))}`,
      `${lost(contestant)}`,
      // Upstream has a clock of its own, which begins with each request.
      ...isThroughModel(contestant) ? ["", "", ""] : [
        median(late.of(contestant)).toFixed(1),
        p99(contestant).toFixed(1),
        `${tooLate(contestant)}`,
      ],
    ]),
    verdicts: [
      {
        target: `of ${streams} streams none lost, and no more tokens too late than the floor's`,
        figure: `${lost(splitstream)} lost, ${tooLate(splitstream)} too late ` +
          `(floor ${tooLate(floor)}); p99 ${p99(splitstream).toFixed(1)} ms (floor ${
            p99(floor).toFixed(1)
          } ms)`,
        isMet: lost(splitstream) === 0 && tooLate(splitstream) <= tooLate(floor),
      },
      {
        target: "resident memory of an open stream below every peer's",
        figure: `${spread(memory.of(splitstream))} KiB, ${best.name} ${
          spread(memory.of(best))
        } KiB`,
        isMet: median(memory.of(splitstream)) < median(memory.of(best)),
      },
      {
        target:
          `through the built-in model at most half of ${ONCE} KiB, and no more than the best ` +
          "peer's in memory",
        figure: `${spread(memory.of(splitstreamBuiltIn))} KiB, ${best.name} ${
          spread(memory.of(best))
        } KiB`,
        isMet: median(memory.of(splitstreamBuiltIn)) <= Math.min(ONCE / 2, median(memory.of(best))),
      },
    ],
  };
}

function isThroughModel(contestant: Contestant): boolean {
  return throughModel.includes(contestant);
}

async function openAll(
  { contestant, server, streams }: {
    contestant: Contestant;
    server: ServerProcess;
    streams: number;
  },
) {
  const origin = await server.origin;
  const few = await askMany(10, { contestant, origin, script: { tokens: 200 } });
  assertWhole(few, contestant);
  const before = await server.usage({ gc: true });

  const interval = 1000 / RATE;
  const opening = OPENING_MS / streams; // from one to the next
  const begin = now();
  let begun = 0;
  const came = Array.from({ length: streams }, async (_, index) => {
    const from = begin + index * opening;
    await sleepUntil(from);
    const script: Script = { tokens: TOKENS, rate: RATE, from };
    return await ask({ contestant, origin, script, onFirst: () => begun++ });
  });
  await sleepUntil(begin + OPENING_MS + interval * MEASURED);
  const open = await server.usage({ gc: true });
  return { before, open, begun, came: await Promise.all(came) };
}

async function sleepUntil(time: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, time - now())));
}
