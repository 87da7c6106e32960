/**
 * Half an hour of callers and models in minutes: a server in a process of its
 * own, streams good and bad over real sockets, each answer held against its
 * source, and the journals of all against their bounds. It takes at least
 * `--minutes`, and until `--runs` have finished. Only on Linux is the server's
 * memory looked at: `/proc` tells it, to who may do all (`--allow-all`).
 * `--from 123` with a seed begins at that stream.
 */
import { askAndRead } from "./soak_client.ts";
import { checkStream, type Outcome } from "./check_stream.ts";
import { MemorySeries } from "./memory_series.ts";
import { FLOOD_CHUNKS, planOf, type SoakPlan } from "./soak_plan.ts";
import { JOURNAL_BOUNDS, SoakServer } from "./soak_server.ts";
import { SoakUpstream } from "./soak_upstream.ts";
import { readNumbers } from "../support/read_numbers.ts";
import { Tally } from "./tally.ts";

const PROGRESS_MS = 5_000;
const SAMPLE_MS = 500;
/** A stream that takes longer is lost. A flood among a hundred others takes its time. */
const STREAM_MS = 300_000;
/** How long what has ended may take to be noticed everywhere, beside the model's own time. */
const SETTLE_MS = 5_000;
/** In less time a server is still warming up. */
const MIN_MEMORY_MINUTES = 2;
const MAX_VIOLATIONS_SHOWN = 20;

const { minutes, runs, streams, seed, from } = readNumbers(Deno.args, {
  minutes: { default: 2, min: 0.01, max: 600, isFraction: true },
  runs: { default: 10_000, min: 0, max: 10_000_000 },
  streams: { default: 100, min: 1, max: 900 },
  seed: { default: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0, min: 0, max: 2 ** 32 - 1 },
  from: { default: 0, min: 0, max: 2 ** 31 - 1 },
});

console.error(
  `seed ${seed}, ${streams} streams at a time, at least ${minutes} minutes and ${runs} runs`,
);
// The more streams, the longer each may have to wait for the machine.
const patienceMs = 3_000 + 70 * streams;
const longMs = patienceMs + 1_000;
const upstream = new SoakUpstream(seed, longMs);
const server = await SoakServer.start(upstream.baseUrl, patienceMs);

const tally = new Tally();
const violations: string[] = [];
/** What the log has to say of each run whose id a client has heard. */
const heard = new Map<string, { plan: number; outcome: Outcome; chunks: number }>();
const memory = new MemorySeries();
const looksAtMemory = minutes >= MIN_MEMORY_MINUTES && Deno.build.os === "linux";
let next = from;
let done = 0;
let answered = 0;
let longAnswers = 0;
let checked = 0;
let isInterrupted = false;

const begin = performance.now();
const elapsed = () => performance.now() - begin;
const progress = setInterval(() => console.error(progressLine()), PROGRESS_MS);
const sampling = setInterval(async () => {
  const mebibytes = await server.memory();
  if (mebibytes !== null) memory.add(mebibytes);
}, SAMPLE_MS);
const interrupt = async () => {
  isInterrupted = true;
  console.log(`\ninterrupted\n${summary()}`);
  await server.stop();
  Deno.exit(violations.length === 0 ? 130 : 1);
};
Deno.addSignalListener("SIGINT", interrupt);

await Promise.all(Array.from({ length: streams }, lane));
clearInterval(progress);
clearInterval(sampling);
await settle();
Deno.removeSignalListener("SIGINT", interrupt);
console.log(summary());
Deno.exit(violations.length === 0 ? 0 : 1);

async function lane(): Promise<void> {
  const isEnough = () => elapsed() >= minutes * 60_000 && server.journals.finished >= runs;
  while (!isEnough() && !server.isDead && !isInterrupted) await stream(next++);
}

async function stream(number: number): Promise<void> {
  const plan = planOf(seed, number);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error("It took too long")), STREAM_MS);
  let outcome: Outcome | "WRONG" = "WRONG";
  try {
    const result = await askAndRead(server.origin, plan, late.signal);
    if (result.status !== null) answered++;
    outcome = checkStream(plan, result);
    if (outcome !== "left") checked++;
    if (outcome === "complete" && plan.conduct === "flood") longAnswers++;
    const { runId: id } = result;
    if (id !== null) {
      if (heard.has(id)) violate(`the run ${id} was heard of before`, plan);
      heard.set(id, { plan: number, outcome, chunks: plan.splits.length });
    }
  } catch (error) {
    violate(error instanceof Error ? error.message : `${error}`, plan);
  } finally {
    clearTimeout(timer);
  }
  done++;
  tally.add(`${plan.client}, ${plan.reader}`, outcome);
  tally.add(`model ${plan.conduct}`, outcome);
}

function violate(message: string, plan?: SoakPlan): void {
  if (isInterrupted) return;
  const { number, way, client, reader, conduct } = plan ?? {};
  const about = plan === undefined
    ? ""
    : `: ${JSON.stringify({ number, way, client, reader, conduct })}`;
  violations.push(message);
  if (violations.length > MAX_VIOLATIONS_SHOWN) return;
  console.error(`VIOLATION at ${seconds()} s: ${message}${about}`);
}

/** What has to be true once all streams are over. */
async function settle(): Promise<void> {
  if (server.isDead) violate(`the server has ended: ${server.lastErrors.join("\n")}`);
  await until(() => upstream.open === 0);
  if (upstream.open !== 0) violate(`${upstream.open} requests of the model are still open`);

  await until(() => logged() >= answered);
  if (logged() < answered) violate(`${answered} replies, but ${logged()} lines in the log`);
  if (logged() > done) violate(`${done} streams, but ${logged()} lines in the log`);
  if (server.twice.length > 0) violate(`these runs are in the log twice: ${server.twice}`);
  // A reader that left may have been waited for, and streams without a reply are in the log, too.
  await until(() => heard.keys().every((id) => server.runs.has(id)));
  for (const [id, expected] of heard) checkLog(id, expected);
  await checkJournals();

  if (looksAtMemory && memory.hasGrown) violate(`the memory has grown: ${memory}`);
  const code = await server.stop();
  if (code !== 0) violate(`the server did not stop in good order: ${code}`);
}

async function checkJournals(): Promise<void> {
  await until(() => server.journals.finished >= server.journals.begun);
  const { begun, finished, mostRuns, mostBytes } = server.journals;
  if (begun !== finished) violate(`${begun} journals have begun, but ${finished} are over`);
  if (finished < runs) violate(`${finished} runs are over, but ${runs} should be`);
  if (mostRuns > JOURNAL_BOUNDS.runs) violate(`there were ${mostRuns} journals`);
  if (mostBytes > JOURNAL_BOUNDS.bytes) violate(`the journals had ${mostBytes} bytes`);
}

function checkLog(id: string, { plan, outcome, chunks }: {
  plan: number;
  outcome: Outcome;
  chunks: number;
}): void {
  const run = server.runs.get(id);
  if (run === undefined) return violate(`run ${id} of stream ${plan} is not in the log`);
  if (outcome !== "left" && run.outcome !== outcome) {
    violate(`stream ${plan} is ${outcome}, but the log says ${run.outcome}`);
  }
  if (outcome === "complete" && run.chunks !== chunks) {
    violate(`stream ${plan} has ${chunks} chunks, but the log says ${run.chunks}`);
  }
}

async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + longMs + SETTLE_MS;
  while (!isSo() && performance.now() < end) await new Promise((go) => setTimeout(go, 50));
}

function logged(): number {
  return server.runs.size + server.twice.length;
}

function progressLine(): string {
  const mebibytes = memory.last?.toFixed(0) ?? "?";
  const perSecond = Math.round(done / elapsed() * 1000);
  return `${seconds()} s: ${done} streams, ${perSecond} per second, ${next - from - done} open, ` +
    `${server.journals.finished} finished, ` +
    `${upstream.open} at the model, ${mebibytes} MiB, ${violations.length} violations`;
}

function summary(): string {
  const { finished, mostRuns, mostBytes } = server.journals;
  const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  return [
    `${tally}`,
    "",
    `${done} streams (each counts twice above), ${checked} checked to their end, in ${seconds()} s`,
    `${upstream.requests} requests of the model, ${upstream.mostOpen} at a time at most, ` +
    `${upstream.open} still open; ${logged()} lines in the server's log`,
    `${finished} finished runs in journals, ${longAnswers} of them with ${FLOOD_CHUNKS} chunks; ` +
    `at most ${mostRuns} journals (of ${JOURNAL_BOUNDS.runs}) and ${mebibytes(mostBytes)} MiB ` +
    `(of ${mebibytes(JOURNAL_BOUNDS.bytes)}) were kept`,
    `memory: ${
      looksAtMemory ? memory : `not looked at, that takes Linux and ${MIN_MEMORY_MINUTES} minutes`
    }`,
    `${violations.length} violations, seed ${seed}`,
  ].join("\n");
}

function seconds(): string {
  return (elapsed() / 1000).toFixed(1);
}
