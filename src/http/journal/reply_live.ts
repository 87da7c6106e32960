import type { Run } from "../../run/run.ts";
import { replyWith, type ToResponseOptions } from "../reply/to_response.ts";
import type { LiveRun } from "./live_run.ts";

/** Replies with a run that outlives its connection. */
export async function replyLive(
  request: Request,
  { run, live, options }: {
    run: Run;
    live: LiveRun;
    options: ToResponseOptions & { headers: Readonly<Record<string, string>> };
  },
): Promise<Response> {
  const { first } = live;
  let isKnown = live.isDetached || live.head.alias !== null;
  // Before the head, nobody else knows the run's id, so nobody could come back to it.
  const leave = () => isKnown ? first.cancel() : live.stop();
  request.signal.addEventListener("abort", leave, { once: true });
  if (request.signal.aborted) leave();
  const response = await replyWith(run, { ...options, source: first });
  isKnown = true;
  if (!response.ok) leave();
  return response;
}
