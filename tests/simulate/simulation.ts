import { Random } from "../support/random.ts";
import type { Costs } from "./costs.ts";
import { Fleet, type Isolate } from "./fleet.ts";
import type { Scenario } from "./scenario.ts";

/** What happened in a simulation. */
export interface Outcome {
  /** How many streams an isolate takes, and what bounds them. */
  capacity: number;
  bound: "CPU" | "memory" | "MAX_STREAMS";
  /** The most isolates at once, those that only finish included. */
  isolates: number;
  /** The most streams that one isolate had. */
  fullest: number;
  /** Streams that began, and what became of them. */
  begun: number;
  complete: number;
  /** Their isolate ended before they did. */
  lost: number;
  /** Their reader did not come back in time. */
  left: number;
  running: number;
  /** Connections that broke, and readers that came back in time. */
  breaks: number;
  resumes: number;
  /** Isolates that were replaced. */
  replacements: number;
  /** Tokens that were written to the store, on average a second. */
  storeTokens: number;
  /** Tokens that readers who came back read from it, on average a second. */
  readTokens: number;
  /** The CPU that the store needs, in cores. */
  storeCores: number;
  /** What the store holds once it is in balance, in GiB. */
  storeGiB: number;
}

/** A tenth of a second: what happens within it happens at once. */
const TICK = 0.1;

interface Stream {
  isolate: Isolate;
  endsAt: number;
  isOver: boolean;
}

/** Lets streams come, break off, come back and end, on isolates that are replaced. */
export function simulate(
  { scenario, costs, seed }: { scenario: Scenario; costs: Costs; seed: number },
): Outcome {
  const random = new Random(seed);
  const fraction = () => random.integer(0, 2 ** 30 - 1) / 2 ** 30;
  const exponential = (mean: number) => -Math.log(1 - fraction()) * mean;
  const { streams, rate, tokens, seconds } = scenario;
  const meanSeconds = tokens / rate;
  const breakEvery = scenario.breaksPerHour === 0 ? Infinity : 3_600 / scenario.breaksPerHour;

  const { capacity, bound } = capacityOf(scenario, costs);
  const fleet = new Fleet({
    capacity,
    lifeOf: () => scenario.lifeMinutes === 0 ? Infinity : exponential(scenario.lifeMinutes * 60),
    index: (length) => random.integer(0, length - 1),
  });
  const ticks = Math.round(seconds / TICK);
  const agenda: (() => void)[][] = Array.from({ length: ticks + 1 }, () => []);
  const at = (time: number, run: () => void) =>
    agenda[Math.max(now, Math.ceil(time / TICK))]?.push(run);
  const count = { begun: 0, complete: 0, lost: 0, left: 0, breaks: 0, resumes: 0, replacements: 0 };
  let now = 0;
  let written = 0;
  let reread = 0;
  const time = () => now * TICK;

  const end = (stream: Stream, how: "complete" | "lost" | "left") => {
    if (stream.isOver) return;
    stream.isOver = true;
    stream.isolate.streams.delete(stream);
    count[how]++;
  };
  const breakOff = (stream: Stream) => {
    if (stream.isOver) return;
    count.breaks++;
    const away = exponential(scenario.awaySeconds);
    if (away > scenario.resumeSeconds) {
      at(time() + scenario.resumeSeconds, () => end(stream, "left"));
      return;
    }
    at(time() + away, () => {
      // An answer that has ended in the meantime is read from the store, too.
      count.resumes++;
      reread += Math.min(away, Math.max(0, stream.endsAt - time() + away)) * rate;
      planBreak(stream);
    });
  };
  const planBreak = (stream: Stream) => {
    if (breakEvery === Infinity) return;
    const when = time() + exponential(breakEvery);
    if (when < stream.endsAt) at(when, () => breakOff(stream));
  };
  const begin = (remaining: number) => {
    const stream: Stream = {
      isolate: fleet.place(time()),
      endsAt: time() + remaining,
      isOver: false,
    };
    stream.isolate.streams.add(stream);
    count.begun++;
    at(stream.endsAt, () => end(stream, "complete"));
    planBreak(stream);
  };
  const replace = (isolate: Isolate) => {
    count.replacements++;
    const isCrash = random.chance(scenario.crashPercent);
    fleet.retire(isolate);
    at(time() + (isCrash ? 0 : scenario.shutdownSeconds), () => {
      for (const stream of isolate.streams) end(stream as Stream, "lost");
      fleet.end(isolate);
    });
  };

  let due = 0;
  for (let i = 0; i < streams; i++) begin(exponential(meanSeconds));
  for (; now < ticks; now++) {
    for (due += streams / meanSeconds * TICK; due >= 1; due--) begin(exponential(meanSeconds));
    for (const isolate of fleet.dueBy(time())) replace(isolate);
    const list = agenda[now] ?? [];
    for (let i = 0; i < list.length; i++) list[i]?.();
    agenda[now] = [];
    written += fleet.running * rate * TICK;
    fleet.note();
  }

  const answers = streams / meanSeconds * scenario.keepSeconds + streams / 2;
  return {
    capacity,
    bound,
    isolates: fleet.most,
    fullest: fleet.fullest,
    ...count,
    running: fleet.running,
    storeTokens: written / seconds,
    readTokens: reread / seconds,
    storeCores: (written + reread) / seconds * costs.storeUs / 1e6,
    storeGiB: answers * tokens * costs.storeBytes / 2 ** 30,
  };
}

function capacityOf(
  { rate, isolateMiB, maxStreams, share }: Scenario,
  { tokenUs, journalFactor, streamKiB, baseMiB }: Costs,
): Pick<Outcome, "capacity" | "bound"> {
  const bounds = [
    { bound: "CPU", capacity: 1e6 / (tokenUs * journalFactor * rate) * share },
    { bound: "memory", capacity: (isolateMiB - baseMiB) * 1_024 / streamKiB * share },
    { bound: "MAX_STREAMS", capacity: maxStreams },
  ] as const;
  const [least] = bounds.toSorted((a, b) => a.capacity - b.capacity);
  const { bound, capacity } = least ?? bounds[0];
  if (capacity < 1) throw new RangeError("Cannot serve: an isolate has no room for a stream");
  return { bound, capacity: Math.floor(capacity) };
}
