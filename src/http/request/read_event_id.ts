import { invalid } from "./validate.ts";

/**
 * Reads a `Last-Event-ID`: a number, or the id of a run, a slash and a number. The number is that of
 * the last event, counted from 0; -1 for none. Where there are no events, it is the number of bytes.
 *
 * @throws {HttpError} 422 if it is neither
 */
export function readEventId(value: string): { runId: string | null; number: number } {
  const [, runId = null, number] = value.match(/^(?:([\w-]{1,100})\/)?(-1|\d{1,15})$/) ?? [];
  if (number !== undefined) return { runId, number: Number(number) };
  throw invalid("Last-Event-ID", "must be the id of an event");
}
