/**
 * Measures Splitstream beside others who serve the same chain. The report comes
 * on stdout, in Markdown; how far it has got, on stderr.
 *
 *     deno task bench [--only bursts,ttft] [--rounds 5] [--quick]
 */
import { parseArgs } from "node:util";
import { header, Machine } from "./measure/machine.ts";
import { type Section, toLine, toMarkdown, type Verdict } from "./section.ts";
import { agents } from "./sections/agents.ts";
import { concurrency } from "./sections/concurrency.ts";
import { cores } from "./sections/cores.ts";
import { bursts, burstsOpenAI, paced, pacedOpenAI } from "./sections/cpu.ts";
import { endRecord } from "./sections/end_record.ts";
import { firstToken } from "./sections/first_token.ts";
import { journal } from "./sections/journal.ts";
import { longAnswers } from "./sections/long_answers.ts";
import { marker } from "./sections/marker.ts";
import { matcher } from "./sections/matcher.ts";
import { openStreams } from "./sections/open_streams.ts";
import { startUp } from "./sections/start_up.ts";

const SECTIONS: Readonly<Record<string, { rounds: number; section: Section }>> = {
  bursts: { rounds: 5, section: bursts },
  paced: { rounds: 3, section: paced },
  "paced-openai": { rounds: 3, section: pacedOpenAI },
  "bursts-openai": { rounds: 3, section: burstsOpenAI },
  ttft: { rounds: 5, section: firstToken },
  open: { rounds: 2, section: openStreams },
  long: { rounds: 3, section: longAnswers },
  record: { rounds: 3, section: endRecord },
  matcher: { rounds: 5, section: matcher },
  start: { rounds: 5, section: startUp },
  marker: { rounds: 3, section: marker },
  journal: { rounds: 3, section: journal },
  agents: { rounds: 3, section: agents },
  cores: { rounds: 3, section: cores },
  concurrency: { rounds: 3, section: concurrency },
};

const { values } = parseArgs({
  options: {
    only: { type: "string", default: Object.keys(SECTIONS).join() },
    rounds: { type: "string" },
    quick: { type: "boolean", default: false },
  },
});

const machine = new Machine();
const verdicts: Verdict[] = [];
console.log(await header());
for (const name of values.only.split(",")) {
  const wanted = SECTIONS[name];
  if (wanted === undefined) {
    throw new TypeError(`Cannot measure "${name}": there is ${Object.keys(SECTIONS).join(", ")}`);
  }
  const report = await wanted.section({
    rounds: Number(values.rounds ?? wanted.rounds),
    quick: values.quick,
    machine,
    say: (progress) => console.error(`${name}: ${progress}`),
  });
  verdicts.push(...report.verdicts);
  console.log(`\n${toMarkdown(report)}`);
}
console.log(`\n## Targets\n\n${verdicts.map((verdict) => `- ${toLine(verdict)}`).join("\n")}`);
console.log(`\n${machine.report()}`);
