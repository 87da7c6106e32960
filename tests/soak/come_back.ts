import type { ClientKind } from "./soak_plan.ts";

const UTF_8 = new TextEncoder();

/** What of a reply a reader keeps that has lost its connection, and where it goes on. */
export interface Kept {
  /** The whole events. */
  text: string;
  /** What `Last-Event-ID` is set to; `null` if there is nothing yet. */
  lastEventId: number | null;
}

/** Returns what is whole of the text that a reader has. Heartbeats are no events. */
export function keptOf(client: ClientKind, text: string): Kept {
  if (client === "text") return { text, lastEventId: UTF_8.encode(text).length };
  const end = client === "ndjson" ? "\n" : "\n\n";
  const frames = text.split(end).slice(0, -1);
  const events = frames.filter((frame) =>
    client === "ndjson" ? !frame.includes('"event":"ping"') : !frame.startsWith(":")
  );
  return {
    text: frames.map((frame) => frame + end).join(""),
    lastEventId: events.length === 0 ? null : events.length - 1,
  };
}

/**
 * Asks for what comes after that. A 204 says that nothing does.
 *
 * @throws {Error} if the run cannot be followed
 */
export async function comeBack(
  url: string,
  { lastEventId, signal }: { lastEventId: number | null; signal: AbortSignal },
): Promise<Response> {
  const response = await fetch(url, {
    signal,
    headers: lastEventId === null ? {} : { "last-event-id": `${lastEventId}` },
  });
  if (!response.ok) {
    throw new Error(`A reader that came back got ${response.status}: ${await response.text()}`);
  }
  return response;
}
