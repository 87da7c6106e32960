import { Random } from "../support/random.ts";
import { comeBack, keptOf } from "./come_back.ts";
import { type Read, readReply } from "./read_reply.ts";
import type { ClientKind, SoakPlan } from "./soak_plan.ts";

/** How a stream went, as its client saw it. */
export interface SoakResult extends Read {
  /** The status of the reply; `null` if its head did not come. */
  status: number | null;
  /** How its body ended: as it should, broken, or left by the client. */
  end: "ended" | "broke" | "left";
}

const ACCEPT: Readonly<Record<ClientKind, string>> = {
  sse: "text/event-stream",
  ndjson: "application/x-ndjson",
  text: "text/plain",
  openai: "*/*",
  "ai-sdk": "*/*",
};
/** A slow reader dozes so often, and so long. */
const DOZES = 15;
const DOZE_MS = 60;
/** How long a reader is away that comes back, at most. */
const AWAY_MS = 200;
/** After how many reads a reader leaves that is to come back, where its plan does not say. */
const EARLY = 1;

/** What is read where there is no answer. */
const NOTHING: Read = {
  answer: "",
  isComplete: false,
  isFailed: false,
  runId: null,
  record: null,
};

/** Asks for a stream, and reads it as its plan says. */
export async function askAndRead(
  origin: string,
  plan: SoakPlan,
  signal: AbortSignal,
): Promise<SoakResult> {
  const leaving = new AbortController();
  const early = plan.reader === "leaves" && plan.leavesAfter === null;
  const random = new Random(plan.seed ^ 0xc11e, plan.number);
  const leave = early ? setTimeout(() => leaving.abort(), random.integer(0, 60)) : undefined;
  try {
    const { path, body } = question(plan);
    const response = await fetch(`${origin}${path}`, {
      method: "POST",
      headers: { accept: ACCEPT[plan.client] },
      body: JSON.stringify(body),
      signal: AbortSignal.any([leaving.signal, signal]),
    }).catch((error) => {
      if (!leaving.signal.aborted) throw error;
    });
    if (response === undefined) return { ...NOTHING, status: null, end: "left" };
    const { status, ok } = response;
    let { text, end } = await readBody(response, { plan, random, leaving: leaving.signal });
    signal.throwIfAborted();
    const location = response.headers.get("content-location");
    if (end === "left" && plan.reader !== "leaves" && location !== null) {
      await new Promise((resolve) => setTimeout(resolve, random.integer(0, AWAY_MS)));
      const kept = plan.reader === "returns"
        ? keptOf(plan.client, text)
        : { text: "", lastEventId: null };
      const rest = await comeBack(new URL(location, origin).href, { ...kept, signal });
      const read = await readBody(rest, {
        plan: { ...plan, reader: "whole" },
        random,
        leaving: leaving.signal,
      });
      [text, end] = [kept.text + read.text, read.end];
    }
    return { ...ok ? await readReply(plan.client, text) : NOTHING, status, end };
  } finally {
    clearTimeout(leave);
  }
}

function question({ client, way, number, reader }: SoakPlan): { path: string; body: unknown } {
  const content = `soak ${number}`;
  const lasting = reader === "detaches" ? { on_disconnect: "continue" } : {};
  switch (client) {
    case "openai": {
      const messages = [{ role: "user", content }];
      return {
        path: "/v1/chat/completions",
        body: { model: way, stream: true, messages, ...lasting },
      };
    }
    case "ai-sdk": {
      const messages = [{ role: "user", parts: [{ type: "text", text: content }] }];
      return { path: "/api/chat", body: { runnable: way, messages, ...lasting } };
    }
    default:
      return { path: `/${way}/stream`, body: { user_message: content, ...lasting } };
  }
}

async function readBody(
  { body }: Response,
  { plan: { reader: how, leavesAfter }, random, leaving }: {
    plan: SoakPlan;
    random: Random;
    leaving: AbortSignal;
  },
): Promise<{ text: string; end: SoakResult["end"] }> {
  const leavesAt = how === "whole" || how === "slow"
    ? Infinity
    : leavesAfter ?? (how === "leaves" ? Infinity : EARLY);
  // A reader that leaves may do so inside a letter, which it then gets again.
  const decoder = new TextDecoder("utf-8", { fatal: leavesAt === Infinity });
  const reader = (body ?? new Blob([]).stream()).getReader();
  let text = "";
  for (let reads = 0;; reads++) {
    if (reads >= leavesAt) {
      await reader.cancel();
      return { text, end: "left" };
    }
    if (how === "slow" && reads < DOZES) {
      await new Promise((resolve) => setTimeout(resolve, random.integer(0, DOZE_MS)));
    }
    const next = await reader.read().catch(() => null); // it broke
    if (next === null) return { text, end: leaving.aborted ? "left" : "broke" };
    if (next.done) return { text: text + decoder.decode(), end: "ended" };
    text += decoder.decode(next.value, { stream: true });
  }
}
