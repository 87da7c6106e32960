import {
  aiSdk,
  type Contestant,
  floor,
  hono,
  messageFloor,
  otherDialects,
  peers,
  raw,
  rawModel,
  splitstream,
  splitstreamAsStarted,
  splitstreamBuiltIn,
  splitstreamByCallbacks,
  splitstreamThroughLeanFetch,
} from "../contestants.ts";
import { ServerProcess } from "../server_process.ts";
import { askMany, assertWhole } from "../load.ts";
import { now, type Script } from "../measure/script.ts";
import { type Bench, Figures, type Report, Servers, takeTurns, type Verdict } from "../section.ts";
import { median, pairwise, spread } from "../measure/statistics.ts";

/** One way to load a server. */
interface Load {
  title: string;
  contestants: readonly Contestant[];
  streams: number;
  script: () => Script;
  /** Where the model is, if it is not in the process. */
  upstream?: ServerProcess;
}

const floors = [floor, messageFloor];

/** CPU per token in bursts: as fast as it goes. */
export function bursts(bench: Bench): Promise<Report> {
  const [streams, tokens] = bench.quick ? [2, 100] : [20, 1_000];
  return cpu(bench, {
    title: `CPU per token, in bursts: ${streams} streams of ${tokens} tokens, as fast as it goes`,
    contestants: [
      ...floors,
      raw,
      splitstream,
      splitstreamAsStarted,
      splitstreamByCallbacks,
      ...otherDialects,
      ...peers,
    ],
    streams,
    script: () => ({ tokens }),
  });
}

/** CPU per token at a pace. */
export function paced(bench: Bench): Promise<Report> {
  const [streams, tokens] = bench.quick ? [5, 5] : [200, 100];
  return cpu(bench, {
    title: `CPU per token, at a pace: ${streams} streams of 50 tokens a second`,
    contestants: [...floors, raw, splitstream, ...peers],
    streams,
    script: () => ({ tokens, rate: 50, from: now() }),
  });
}

const throughModel = [
  ...floors,
  rawModel,
  splitstream,
  splitstreamThroughLeanFetch,
  splitstreamBuiltIn,
  ...peers,
];

/** CPU per token at a pace, of a model on another server. */
export async function pacedOpenAI(bench: Bench): Promise<Report> {
  const [streams, tokens] = bench.quick ? [5, 5] : [50, 100];
  await using upstream = new ServerProcess("upstream");
  return await cpu(bench, {
    title: "CPU per token through `ChatOpenAI`, at a pace: " +
      `${streams} streams of 40 tokens a second`,
    contestants: throughModel,
    streams,
    script: () => ({ tokens, rate: 40, from: now() }),
    upstream,
  });
}

/** CPU per token in bursts, of a model on another server. */
export async function burstsOpenAI(bench: Bench): Promise<Report> {
  const [streams, tokens] = bench.quick ? [2, 100] : [20, 1_000];
  await using upstream = new ServerProcess("upstream");
  return await cpu(bench, {
    title: "CPU per token through `ChatOpenAI`, in bursts: " +
      `${streams} streams of ${tokens} tokens, as fast as it goes`,
    contestants: throughModel,
    streams,
    script: () => ({ tokens }),
    upstream,
  });
}

async function cpu(bench: Bench, load: Load): Promise<Report> {
  const { title, contestants, streams, script, upstream } = load;
  const args = upstream === undefined ? [] : [`${await upstream.origin}/v1`];
  await using servers = new Servers(contestants, args);
  const measure = async (contestant: Contestant) => {
    const server = servers.of(contestant);
    const origin = await server.origin;
    const before = await server.usage();
    const answers = await askMany(streams, { contestant, origin, script: script() });
    const after = await server.usage();
    assertWhole(answers, contestant);
    return (after.cpuUs - before.cpuUs) / (streams * script().tokens);
  };
  await warmUp(contestants, { bench, servers });

  const costs = new Figures();
  await takeTurns(contestants, {
    bench,
    title,
    measure: async (contestant) => costs.add(contestant, await measure(contestant)),
  });

  const added = (contestant: Contestant) => {
    const ground = contestant === aiSdk ? messageFloor : floor; // what it has of the chain
    return pairwise([costs.of(contestant), costs.of(ground)], (cost, ground) => cost - ground);
  };
  const ratio = (contestant: Contestant) =>
    pairwise([costs.of(contestant), costs.of(splitstream)], (other, own) => other / own);
  const isBare = (contestant: Contestant) =>
    floors.includes(contestant) || contestant === raw || contestant === rawModel;

  return {
    title,
    how: "CPU is the server process's own (`process.cpuUsage`, user and system), divided by the " +
      "tokens. Added: over the floor of the same round; the AI SDK's over the floor without the " +
      "parser, for it has none. It may be less than nothing: Splitstream reads a plain chain " +
      "from its model's messages, so it spares the parser, and more of what a bare loop costs.",
    columns: ["", "µs a token", "beside Splitstream's, ×", "added to the floor, µs"],
    rows: contestants.map((contestant) => [
      contestant.name,
      spread(costs.of(contestant)),
      contestant === splitstream ? "1" : spread(ratio(contestant), 2),
      isBare(contestant) ? "" : spread(added(contestant)),
    ]),
    verdicts: [
      ...upstream === undefined ? [againstBest()] : [againstFloor(), againstLimit()],
      ...costs.of(splitstreamAsStarted).length > 0 ? [asStarted()] : [],
    ],
  };

  function againstFloor(): Verdict {
    const share = pairwise(
      [costs.of(splitstreamBuiltIn), costs.of(floor)],
      (own, counted) => own / counted,
    );
    return {
      target: "the built-in chain at most 0.55 × of LangChain's own loop, which only counts",
      figure: `${spread(share, 2)} ×`,
      isMet: median(share) <= 0.55,
    };
  }

  /** Whether the target can be met at all. */
  function againstLimit(): Verdict {
    const share = pairwise(
      [costs.of(rawModel), costs.of(floor)],
      (limit, counted) => limit / counted,
    );
    return {
      target: "the limit, frames read and written without LangChain, is not above that itself",
      figure: `${spread(share, 2)} ×`,
      isMet: median(share) <= 0.55,
    };
  }

  function asStarted(): Verdict {
    const share = pairwise(
      [costs.of(splitstreamAsStarted), costs.of(splitstream)],
      (started, all) => started / all,
    );
    return {
      target:
        "the permissions of `deno task start` cost nothing: at most 1.2 × of what it is with all",
      figure: `${spread(share, 2)} ×`,
      isMet: median(share) <= 1.2,
    };
  }

  function againstBest(): Verdict {
    const [best = hono] = [hono, aiSdk].toSorted((a, b) => median(added(a)) - median(added(b)));
    const share = pairwise([added(splitstream), added(best)], (own, other) => own / other);
    return {
      target: "added by SSE, at most one third of what the better of Hono and the AI SDK adds",
      figure: `${spread(share, 2)} of ${best.name}'s`,
      isMet: median(share) <= 1 / 3,
    };
  }
}

/** Lets V8 see the code often enough to compile it well. */
async function warmUp(
  contestants: readonly Contestant[],
  { bench, servers }: { bench: Bench; servers: Servers },
): Promise<void> {
  bench.say("warming up");
  const tokens = bench.quick ? 10 : 1_000;
  for (const contestant of contestants) {
    const origin = await servers.of(contestant).origin;
    assertWhole(
      await askMany(bench.quick ? 1 : 10, { contestant, origin, script: { tokens } }),
      contestant,
    );
  }
}
