import { cpus } from "node:os";
import { median, percentile } from "./statistics.ts";

const LOOPS = 2_000_000;
const NOISY = 0.15;

/**
 * Times the same loop again and again while the benchmark runs. Where it does
 * not always take the same, somebody else is at work on the machine.
 */
export class Machine {
  readonly #times: number[] = [];

  /** Times the loop once more: some milliseconds. */
  check(): void {
    const begin = performance.now();
    let hash = 0;
    for (let i = 0; i < LOOPS; i++) hash = Math.imul(hash ^ i, 16777619);
    if (hash === 1) throw new Error("unreachable, and there for the loop not to be left out");
    this.#times.push(performance.now() - begin);
  }

  /** By how much the loop's time varied: the middle eight tenths, over the median. */
  get spread(): number {
    const times = this.#times.slice(2); // the first are compiled as they run
    return (percentile(times, 90) - percentile(times, 10)) / median(times);
  }

  /** What was heard of the noise, in a line of Markdown. */
  report(): string {
    const figure = `a fixed loop, timed ${this.#times.length} times along the way, varied by ` +
      `${Math.round(this.spread * 100)} %`;
    return this.spread > NOISY
      ? `> **WARNING: the machine was noisy.** ${figure}. Do not trust these figures; run it again alone.`
      : `The machine was quiet: ${figure}.`;
  }
}

/** What it all ran on, as the head of the report. */
export async function header(): Promise<string> {
  const [cpu] = cpus();
  const lock = JSON.parse(await Deno.readTextFile(new URL("../../deno.lock", import.meta.url)));
  const locked: [string, unknown][] = Object.entries(lock.specifiers);
  const versions = ["@langchain/core@^", "@langchain/openai", "hono", "ai@7.", "@ai-sdk/langchain"]
    .flatMap((start) => locked.filter(([specifier]) => specifier.startsWith(`npm:${start}`)))
    .map(([specifier, version]) =>
      `${specifier.replace(/^npm:(.+)@.*/, "$1")} ${String(version).split("_")[0]}`
    );
  const load = Deno.loadavg().map((average) => average.toFixed(2)).join(" ");
  return [
    `# Splitstream's benchmark, ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`,
    "",
    `- machine: ${cpu?.model ?? "?"}, ${navigator.hardwareConcurrency} cores, ${Deno.build.os}; ` +
    `load before: ${load}`,
    `- Deno ${Deno.version.deno}, V8 ${Deno.version.v8}`,
    `- ${versions.join(", ")}`,
    "- each server is a process of its own, and its CPU and memory are its own; figures are " +
    "medians over the rounds, with the least and the most in brackets; contestants take turns",
  ].join("\n");
}
