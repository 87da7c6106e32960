/**
 * How long many paced streams take together, beside one alone: the same chain,
 * the same pace, one process. Run it with `deno task bench`.
 */
import { createApp } from "../../src/mod.ts";
import { transcripts } from "../transcripts.ts";

const ROUNDS = 5;
const TOKEN_DELAY_MS = 40;
const [transcript] = transcripts;
const app = createApp({ model: { provider: "demo", tokenDelayMs: TOKEN_DELAY_MS } });

/** Runs so many streams at once; the time until the last has ended, in milliseconds. */
async function run(streams: number): Promise<number> {
  const begin = performance.now();
  const body = JSON.stringify({ user_message: transcript?.user_message });
  await Promise.all(Array.from({ length: streams }, async () => {
    const request = new Request("http://localhost/chain/stream", { method: "POST", body });
    const text = await (await app(request)).text();
    if (!text.includes(JSON.stringify(transcript?.token_splits))) {
      throw new Error("A record is wrong");
    }
  }));
  return performance.now() - begin;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

await run(1); // load everything

console.log(
  `${navigator.hardwareConcurrency} cores, Deno ${Deno.version.deno}, ${TOKEN_DELAY_MS} ms a token, ` +
    `medians of ${ROUNDS} rounds\n`,
);
console.log("streams at once   until the last ends   beside one alone");
const sizes = [1, 10, 100, 300, 1000];
const times = new Map(sizes.map((size) => [size, [] as number[]]));
for (let round = 0; round < ROUNDS; round++) {
  for (const size of sizes) times.get(size)?.push(await run(size));
}
const alone = median(times.get(1) ?? []);
for (const [size, values] of times) {
  const time = median(values);
  console.log(
    `${size}`.padStart(15) + `${Math.round(time)} ms`.padStart(22) +
      `${(time / alone).toFixed(2)} ×`.padStart(19),
  );
}
