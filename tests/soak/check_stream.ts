import { assertEquals } from "@std/assert";
import type { SoakResult } from "./soak_client.ts";
import type { Conduct, SoakPlan } from "./soak_plan.ts";

/** What became of a stream, in the words of the server's log. */
export type Outcome = "complete" | "failed" | "left";

/** The status of a reply where the model fails before its head is gone. */
const OWN_STATUSES: { [K in Conduct]?: number[] } = {
  "is busy": [429],
  "refuses": [502],
  "redirects": [502],
};

/** Compares what a client got with what it had to get. @throws {Error} if that differs */
export function checkStream(plan: SoakPlan, result: SoakResult): Outcome {
  const { conduct, output } = plan;
  const { status, end, answer } = result;
  if (!output.startsWith(answer)) {
    throw new Error(`This is not how the answer begins: ${difference(answer, output)}`);
  }
  const isWell = conduct === "good" || conduct === "flood";
  const isComplete = result.isComplete && end === "ended" && status === 200;
  if (isComplete) {
    if (!isWell) throw new Error("A model that failed has a clean end");
    checkWhole(plan, result);
    return "complete";
  }
  if (end === "left") return "left";
  if (isWell) throw new Error(`A good answer is not complete: ${told(result)}`);
  checkFailure(plan, result);
  return "failed";
}

function checkWhole(plan: SoakPlan, { answer, record, isFailed }: SoakResult): void {
  const { output, splits, endMarker, client } = plan;
  if (answer !== output) throw new Error(`It ends too early: ${difference(answer, output)}`);
  if (isFailed) throw new Error("A whole answer tells a failure");
  if (record === null) {
    if (client !== "text" && client !== "openai") throw new Error("There is no record");
    return;
  }
  const { end_reason, end_marker, token_splits } = record;
  assertEquals(record.output, output);
  assertEquals(record.splits, splits);
  assertEquals(token_splits, splits.map((split) => `${split}|`).join(""));
  assertEquals({ end_reason, end_marker }, {
    end_reason: endMarker === null ? "stop" : "marker",
    end_marker: endMarker,
  });
}

/** A failure has a status of its own, or words of its own, or breaks the body. */
function checkFailure({ conduct, client }: SoakPlan, result: SoakResult): void {
  const { status, end, isFailed } = result;
  // The head does not wait for long: not for a second try, nor for a busy machine.
  const statuses = [200, ...OWN_STATUSES[conduct] ?? [502, 504]];
  if (status === null || !statuses.includes(status)) {
    throw new Error(`It has not one of ${statuses} for a status: ${told(result)}`);
  }
  if (status !== 200) return;
  const isTold = client === "text" ? end === "broke" : isFailed && end === "ended";
  if (!isTold) throw new Error(`It does not tell that it failed: ${told(result)}`);
}

function told({ status, end, isComplete, isFailed, answer }: SoakResult): string {
  return JSON.stringify({ status, end, isComplete, isFailed, chars: answer.length });
}

/** Where two texts part, and how they go on. */
function difference(got: string, wanted: string): string {
  let at = 0;
  while (at < got.length && got[at] === wanted[at]) at++;
  const show = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 20), at + 60));
  return `at ${at}, got …${show(got)}, wanted …${show(wanted)}`;
}
