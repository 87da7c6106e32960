import { type Contestant, floor, splitstream } from "../contestants.ts";
import { askMany, assertWhole } from "../load.ts";
import { median, pairwise, spread } from "../measure/statistics.ts";
import { type Bench, Figures, type Report, Servers, takeTurns } from "../section.ts";

const agentFloor: Contestant = {
  ...floor,
  name: "floor: LangChain's own loop, which only counts",
  program: "agents/floor",
};

const asText: Contestant = {
  name: "Splitstream, text",
  program: "agents/splitstream",
  copies: 1,
  ask: (origin, script) => asking(origin, { script, accept: "text/plain" }),
};

const asEvents: Contestant = {
  name: "**Splitstream, SSE**",
  program: "agents/splitstream",
  copies: splitstream.copies + 1, // the update of the agent's step has the message, too
  ask: (origin, script) => asking(origin, { script, accept: "text/event-stream" }),
};

/** CPU per token of an agent, beside LangChain's own loop. */
export async function agents(bench: Bench): Promise<Report> {
  const [streams, tokens] = bench.quick ? [2, 100] : [20, 500];
  const title = `CPU per token of an agent, in bursts: ${streams} streams of ${tokens} tokens`;
  const contestants = [agentFloor, asText, asEvents];
  await using servers = new Servers(contestants);
  const measure = async (contestant: Contestant) => {
    const server = servers.of(contestant);
    const origin = await server.origin;
    const before = await server.usage();
    assertWhole(await askMany(streams, { contestant, origin, script: { tokens } }), contestant);
    const after = await server.usage();
    return (after.cpuUs - before.cpuUs) / (streams * tokens);
  };
  for (const contestant of contestants) await measure(contestant); // V8 compiles the code

  const costs = new Figures();
  await takeTurns(contestants, {
    bench,
    title,
    measure: async (contestant) => costs.add(contestant, await measure(contestant)),
  });
  const ratio = (contestant: Contestant) =>
    pairwise([costs.of(contestant), costs.of(agentFloor)], (own, counted) => own / counted);
  return {
    title,
    how:
      'An agent of `createAgent` whose model is in memory and calls no tool. The floor is `for await` over `agent.stream(…, {streamMode: "messages"})`.',
    columns: ["", "µs a token", "beside the floor, ×"],
    rows: contestants.map((contestant) => [
      contestant.name,
      spread(costs.of(contestant)),
      contestant === agentFloor ? "1" : spread(ratio(contestant), 2),
    ]),
    verdicts: [{
      target: "an agent's token at most 1.5 × LangChain's own loop",
      figure: `${spread(ratio(asEvents), 2)} ×`,
      isMet: median(ratio(asEvents)) <= 1.5,
    }],
  };
}

function asking(
  origin: string,
  { script, accept }: { script: unknown; accept: string },
): Request {
  return new Request(`${origin}/agent/stream`, {
    method: "POST",
    headers: { accept },
    body: JSON.stringify({ user_message: JSON.stringify(script) }),
  });
}
