import { CutStreamError } from "../../run/failure.ts";
import { isInstance, propertyOf } from "../../run/inspect.ts";
import { TimeLimitError } from "../../run/watchdog.ts";
import { describeError } from "./describe_error.ts";
import { errorName } from "./error_name.ts";
import type { Secrets } from "./masking/mask_text.ts";
import { stackFrames } from "./stack_frames.ts";

/**
 * Formats an error for the log: one line, followed by the stack. Errors of a model server and of
 * time limits have no stack, because it would not show the cause.
 */
export function errorLine(
  error: unknown,
  { runId, ...secrets }: Secrets & { runId: string | null },
): string {
  const where = runId === null ? "" : `${runId.slice(0, 8)} `;
  const frames = isExpected(error) ? [] : stackFrames(error, secrets);
  return [where + describeError(error, secrets), ...frames.map((frame) => `    ${frame}`)].join(
    "\n",
  );
}

function isExpected(error: unknown): boolean {
  const hasReply = propertyOf(error, "headers") !== undefined;
  const isOfModel = hasReply || errorName(error).startsWith("API"); // APIConnectionError
  return isOfModel || isInstance(error, TimeLimitError) || isInstance(error, CutStreamError);
}
