/**
 * Asks every route for nonsense, in one process and without a network, and
 * looks at each reply. What a seed did, it does again: `deno task fuzz --seed 7`;
 * `--from 123 --requests 1` with it is that one request alone.
 */
import { checkReply } from "./check_reply.ts";
import { type FuzzApp, fuzzApps } from "./apps.ts";
import { type FuzzRequest, fuzzRequest, toRequest } from "./request.ts";
import { Random } from "../support/random.ts";
import { readNumbers } from "../support/read_numbers.ts";
import { Tally } from "../soak/tally.ts";

/** So many at a time: with the largest batch each, still less than an app carries. */
const LANES = 8;
const PROGRESS_MS = 3_000;
/** A request that takes longer hangs. */
const HANG_MS = 30_000;
/** Of a hundred requests, how many go to which app. The agent is slow. */
const SHARES = [["tight", 60], ["guarded", 30], ["demo", 10]] as const;
/** After so many, others than promises get their turn. */
const BREATH = 50;

const { requests, seed, from } = readNumbers(Deno.args, {
  requests: { default: 200_000, min: 1, max: 2 ** 31 - 1 },
  seed: { default: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0, min: 0, max: 2 ** 32 - 1 },
  from: { default: 0, min: 0, max: 2 ** 31 - 1 },
});
const apps = fuzzApps((error, runId) => {
  if (runId === null) fail("the server failed", error);
});
const tally = new Tally();
const running = new Map<number, { request: FuzzRequest; begin: number }>();
const begin = performance.now();
let next = from;
let done = 0;

globalThis.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  fail("a promise was rejected, and nobody heard", event.reason);
});
const progress = setInterval(() => {
  console.error(`${done} of ${requests}, ${perSecond()} per second`);
  const now = performance.now();
  if ([...running.values()].some(({ begin }) => now - begin > HANG_MS)) fail("it hangs");
}, PROGRESS_MS);

console.error(`seed ${seed}`);
await Promise.all(Array.from({ length: LANES }, lane));
clearInterval(progress);
console.log(
  `${tally}\n\n${done} requests in ${seconds()} s, ${perSecond()} per second, seed ${seed}`,
);

async function lane(): Promise<void> {
  while (next < from + requests) {
    const number = next++;
    await ask(number);
    if (++done % BREATH === 0) await new Promise((resolve) => setTimeout(resolve));
  }
}

async function ask(number: number): Promise<void> {
  const random = new Random(seed, number);
  const { handle, ways } = pickApp(random);
  const request = fuzzRequest(random, ways);
  running.set(number, { request, begin: performance.now() });
  try {
    const response = await handle(toRequest(request));
    await checkReply(request, response);
    tally.add(request.route, `${response.status}`);
  } catch (error) {
    fail("a request was not answered as it should be", error, [[number, request]]);
  }
  running.delete(number);
}

function pickApp(random: Random): FuzzApp {
  let at = random.integer(1, 100);
  const [name] = SHARES.find(([, share]) => (at -= share) <= 0) ?? ["tight"];
  const app = apps[name];
  if (app === undefined) throw new Error(`There is no app ${name}`);
  return app;
}

/** Says what was wrong, and with which requests: all that are under way, if it may be any. */
function fail(
  what: string,
  error: unknown = "",
  suspects = [...running].map(([number, { request }]) => [number, request] as const),
): never {
  console.error(`FAILED: ${what}:`, error);
  for (const [number, request] of suspects) {
    const { body } = request;
    const text = body === null ? null : new TextDecoder().decode(body);
    console.error(`request ${number}: ${JSON.stringify({ ...request, body: text })}`);
    if (body !== null && text?.includes("\ufffd")) console.error(`in base64: ${body.toBase64()}`);
  }
  console.error(`again: deno task fuzz --seed ${seed} --from ${from} --requests ${requests}`);
  Deno.exit(1);
}

function seconds(): string {
  return ((performance.now() - begin) / 1000).toFixed(1);
}

function perSecond(): number {
  return Math.round(done / Math.max(performance.now() - begin, 1) * 1000);
}
