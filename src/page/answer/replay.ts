import type { AnswerEvent } from "@splitstream/splitstream/client";
import { AnswerCutter } from "../../stream/answer_cutter.ts";
import type { SavedAnswer } from "./answer.ts";

/** An event of a replayed answer, and when it comes, in milliseconds since the run began. */
export interface TimedEvent {
  ms: number;
  event: AnswerEvent;
}

/**
 * Returns the events of a saved answer at their recorded times. The text is held back where it was,
 * because the same cutter cuts it.
 */
export function replayOf({ run, record }: SavedAnswer): TimedEvent[] {
  const { splits, timing, reasoning, logprobs, end_marker: marker } = record;
  const cutter = new AnswerCutter({ endMarkers: marker === null ? [] : [marker] });
  const textAt = (text: string): AnswerEvent[] => text === "" ? [] : [{ type: "text", text }];
  const events: TimedEvent[] = [
    ...(run === null ? [] : [{ ms: 0, event: { type: "start", run } as const }]),
    ...reasoning?.splits.map((text, i) => ({
      ms: reasoning.split_ms[i] ?? 0,
      event: { type: "reasoning", text } as const,
    })) ?? [],
    ...splits.flatMap((text, index) => {
      const ms = timing.split_ms[index] ?? timing.duration_ms;
      const split = { index, text, ms, logprobs: logprobs?.[index] ?? [] };
      return [{ type: "split", split } as const, ...textAt(cutter.push(text))]
        .map((event) => ({ ms, event }));
    }),
  ];
  return [
    ...events.toSorted((a, b) => a.ms - b.ms),
    { ms: timing.duration_ms, event: { type: "end", record } },
  ];
}

/**
 * Replays events at a speed, until the signal is aborted.
 *
 * @param show called with each event at its time
 */
export async function play(
  events: readonly TimedEvent[],
  { speed, signal, show }: {
    speed: number;
    signal: AbortSignal;
    show: (event: TimedEvent) => void;
  },
): Promise<void> {
  const begin = performance.now();
  for (const event of events) {
    const wait = event.ms / speed - (performance.now() - begin);
    if (wait > 0) await pause(wait, signal);
    if (signal.aborted) return;
    show(event);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
  });
}
