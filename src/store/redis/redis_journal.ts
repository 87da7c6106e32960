import type { JournalHead, JournalState } from "../store.ts";
import type { RedisClient } from "./redis_clients.ts";

/** Returns the head of a journal, or `null`. */
export async function headOf(commands: RedisClient, key: string): Promise<JournalHead | null> {
  const [first] = await commands.xRange(key, "0-1", "0-1") ?? [];
  return first === undefined ? null : JSON.parse(first.message.head ?? "null");
}

/** Returns where a journal ends by now, and its state if it is over; `null` if there is none. */
export async function lastId(
  commands: RedisClient,
  key: string,
): Promise<{ position: number; state: JournalState | undefined } | null> {
  const [last] = await commands.xRevRange(key, "+", "-", { COUNT: 1 }) ?? [];
  if (last === undefined) return null;
  return { position: positionOf(last.id), state: last.message.state as JournalState | undefined };
}

/** Returns the position that the id of an entry says. */
export function positionOf(id: string): number {
  return Number(id.slice(0, id.indexOf("-")));
}
