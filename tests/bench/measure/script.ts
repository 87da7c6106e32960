/** What a model of the benchmark is to say: it is sent as JSON, as the user's message. */
export interface Script {
  /** How many chunks come before the end marker. */
  tokens: number;
  /** How many a second; as many as are read, if this is not set. */
  rate?: number;
  /** When the first is due, less one interval, in milliseconds since 1970. */
  from?: number;
  /** How many chunks come after the end marker, from a model that talks on. */
  after?: number;
}

/** In each text there is one, and nowhere else: tokens can be counted in any dialect. */
export const TOKEN_SIGN = "~";

const WORDS = [
  "안녕~",
  " 언어~",
  " 모델~",
  "은 요~",
  "즘~ ",
  "hello~",
  " the~",
  " paper~!",
] as const;
/** The end marker, in the chunks in which a model may write it. */
export const END_CHUNKS: readonly string[] = ["(답변", " 종료", ")"];

/** Finds the script in a message that has a start marker behind it. */
export function readScript(message: string): Script {
  return JSON.parse(message.slice(0, message.lastIndexOf("}") + 1));
}

/** What a model says, chunk by chunk. */
export function* textsOf({ tokens, after = 0 }: Script): Generator<string, void, void> {
  for (let i = 0; i < tokens; i++) yield WORDS[i % WORDS.length] ?? WORDS[0];
  yield* END_CHUNKS;
  for (let i = 0; i < after; i++) yield WORDS[i % WORDS.length] ?? WORDS[0];
}

/** The time, in milliseconds since 1970, finer than `Date.now()`. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/** When a chunk is due, in milliseconds since 1970; at once, where there is no pace. */
export function dueAt(index: number, { rate, from = 0 }: Script): number {
  return rate === undefined ? 0 : from + (index + 1) * 1000 / rate;
}

/** How late it is for a chunk, in milliseconds. */
export function lateness(index: number, script: Script): number {
  return now() - dueAt(index, script);
}

/** Waits until a chunk is due. One that is late is not waited for: the pace is the clock's. */
export async function untilDue(index: number, script: Script): Promise<void> {
  const ms = -lateness(index, script);
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
