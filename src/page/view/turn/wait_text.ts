import type { Answer } from "../../answer/answer.ts";
import type { Messages } from "../../messages/messages.ts";

/** Returns what an answer waits for, in words; empty if for nothing. @param options `ms` is how long it has run */
export function waitText(
  answer: Answer,
  { ms, messages }: { ms: number; messages: Messages },
): string {
  const { attempt, heldLength, status, output, value, reasoning } = answer;
  if (attempt > 0) return messages.reconnecting(attempt);
  if (heldLength > 0) return messages.holding(heldLength);
  if (status !== "running" || output !== "" || value !== undefined) return "";
  const seconds = `${(ms / 1000).toFixed(1)} s`;
  return reasoning.length > 0 ? messages.thinking(seconds) : messages.waiting(seconds);
}
