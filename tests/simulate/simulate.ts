/**
 * Simulates a million streams: how many isolates they take, how often readers come back, and what
 * the store has to bear. The costs are those that the benchmark measured, on one machine.
 *
 *     deno task simulate [--seed 1] [--streams 1000000] [--seconds 60] [--rate 20] [--tokens 400]
 */
import { readNumbers } from "../support/read_numbers.ts";
import { MEASURED } from "./costs.ts";
import { MILLION } from "./scenario.ts";
import { simulate } from "./simulation.ts";

const { seed, ...chosen } = readNumbers(Deno.args, {
  seed: { default: 1, min: 0, max: 2 ** 31 - 1 },
  streams: { default: MILLION.streams, min: 1, max: 2e6 },
  seconds: { default: MILLION.seconds, min: 1, max: 3_600 },
  rate: { default: MILLION.rate, min: 0.1, max: 1_000, isFraction: true },
  tokens: { default: MILLION.tokens, min: 1, max: 100_000 },
  breaksPerHour: { default: MILLION.breaksPerHour, min: 0, max: 3_600, isFraction: true },
  lifeMinutes: { default: MILLION.lifeMinutes, min: 0, max: 1e6, isFraction: true },
});
const scenario = { ...MILLION, ...chosen };
const outcome = simulate({ scenario, costs: MEASURED, seed });
const show = (values: object) =>
  Object.entries(values).map(([name, value]) =>
    `  ${name.padEnd(16)} ${typeof value === "number" ? digits(value) : value}`
  ).join("\n");

console.log(`measured:\n${show(MEASURED)}`);
console.log(`assumed:\n${show(scenario)}\n  seed             ${seed}`);
console.log(`simulated:\n${show(outcome)}`);

function digits(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: value < 100 ? 1 : 0 });
}
