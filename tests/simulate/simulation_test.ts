import { assert, assertEquals } from "@std/assert";
import { MEASURED as costs } from "./costs.ts";
import { MILLION, type Scenario } from "./scenario.ts";
import { simulate } from "./simulation.ts";

const few: Scenario = {
  ...MILLION,
  streams: 5_000,
  breaksPerHour: 60,
  lifeMinutes: 1,
  maxStreams: 100,
};
const run = (changes: Partial<Scenario> = {}, seed = 7) =>
  simulate({ scenario: { ...few, ...changes }, costs, seed });

Deno.test("simulate() does the same for the same seed, and something else for another", () => {
  assertEquals(run(), run());
  assert(JSON.stringify(run()) !== JSON.stringify(run({}, 8)));
});

Deno.test("simulate() loses sight of no stream", () => {
  for (const seed of [1, 2, 3]) {
    const { begun, complete, lost, left, running, breaks, resumes } = run({}, seed);
    assertEquals(begun, complete + lost + left + running);
    assert(complete > 0 && lost > 0 && resumes > 0 && resumes <= breaks);
  }
});

Deno.test("simulate() gives no isolate more than it takes, and keeps about as many streams open", () => {
  const { fullest, capacity, isolates, running } = run({ lifeMinutes: 30 });
  assert(fullest <= capacity, `${fullest} of ${capacity}`);
  assert(isolates * capacity >= running);
  assert(Math.abs(running / few.streams - 1) < 0.1, `${running}`);
});

Deno.test("simulate() loses nothing if nothing is replaced, and resumes nothing if nothing breaks", () => {
  const { lost, replacements } = run({ lifeMinutes: 0 });
  assertEquals({ lost, replacements }, { lost: 0, replacements: 0 });
  const { breaks, resumes, left, readTokens } = run({ breaksPerHour: 0 });
  assertEquals({ breaks, resumes, left, readTokens }, {
    breaks: 0,
    resumes: 0,
    left: 0,
    readTokens: 0,
  });
});

Deno.test("simulate() needs more isolates for what costs more", () => {
  const scenario = { ...few, maxStreams: 1_000, seconds: 5 };
  const isolates = (tokenUs: number) =>
    simulate({ scenario, costs: { ...costs, tokenUs }, seed: 1 }).isolates;
  assert(isolates(400) > 1.8 * isolates(200));
});
