import { RunnableLambda } from "@langchain/core/runnables";
import { createApp, type Handler, type RunConfig } from "../../src/mod.ts";

/** An app that takes whatever comes, and what is to be known of it. */
export interface FuzzApp {
  handle: Handler;
  /** The names of its runnables. */
  ways: readonly string[];
}

/** The way that fails; no other may. */
export const FAILING = "failing";
/** What the guarded app takes for a key. */
export const KEYS = ["fuzz-key-1", "fuzz-key-2"];
/** The origin whose pages may ask the guarded app. */
export const ORIGIN = "https://page.example";

/** The text of an input: the message of a conversation, or the JSON of anything else. */
function textOf(input: unknown): string {
  if (typeof input === "string") return input;
  const isChat = typeof input === "object" && input !== null && "user_message" in input;
  const text: unknown = isChat ? input.user_message : null;
  return typeof text === "string" ? text : JSON.stringify(input);
}

async function* echo(input: unknown) {
  const text = textOf(input);
  const size = Math.ceil(text.length / 8);
  for (let at = 0; at < text.length; at += size) {
    yield text.slice(at, at + size);
    if (at === 0) await Promise.resolve();
  }
  yield* ["", "(답변 ", "종료) never sent"];
}

/** Fails in one of four ways: at once or midway, with a status or without. */
async function* fail(input: unknown) {
  const { length } = textOf(input);
  if (length % 2 === 0) yield* await Promise.resolve(["가", "(답변"]);
  throw length % 4 < 2 ? new Error("boom") : Object.assign(new Error("refused"), { status: 429 });
}

/** Yields its input. */
async function* mirror(input: unknown) {
  yield await Promise.resolve(input);
}

function runnable(run: (input: unknown) => AsyncGenerator<unknown>) {
  // A new one each time: the lambda of a generator is what LangChain streams.
  return {
    stream: (input: unknown, config: RunConfig): Promise<ReadableStream<unknown>> =>
      RunnableLambda.from(run).stream(input, config),
  };
}

/**
 * Makes the apps: one with tight limits and a runnable that fails, one that
 * wants a key, and the demo as it is.
 *
 * @param onError told of each error, with the id of its run, or `null` if it is the server's
 */
export function fuzzApps(
  onError: (error: unknown, runId: string | null) => void,
): Record<string, FuzzApp> {
  const chain = runnable(echo);
  const limits = {
    bodyBytes: 2 ** 15,
    inputChars: 8_000,
    messages: 20,
    batch: 20,
    outputChars: 2_000,
  };
  const access = { apiKeys: KEYS, allowedOrigins: [ORIGIN], requestsPerMinute: 20_000 };
  return {
    tight: {
      handle: createApp({
        runnables: { chain, mirror: runnable(mirror), [FAILING]: runnable(fail) },
        limits,
        onError,
      }),
      ways: ["chain", "mirror", FAILING],
    },
    guarded: { handle: createApp({ runnables: { chain }, access, onError }), ways: ["chain"] },
    demo: {
      handle: createApp({ model: { provider: "demo", tokenDelayMs: 0 }, onError }),
      ways: ["model", "chain", "agent"],
    },
  };
}
