import { Random } from "../support/random.ts";
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
    const { text, end } = await readBody(response, { plan, random, leaving: leaving.signal });
    signal.throwIfAborted();
    return { ...ok ? await readReply(plan.client, text) : NOTHING, status, end };
  } finally {
    clearTimeout(leave);
  }
}

function question({ client, way, number }: SoakPlan): { path: string; body: unknown } {
  const content = `soak ${number}`;
  switch (client) {
    case "openai": {
      const messages = [{ role: "user", content }];
      return { path: "/v1/chat/completions", body: { model: way, stream: true, messages } };
    }
    case "ai-sdk": {
      const messages = [{ role: "user", parts: [{ type: "text", text: content }] }];
      return { path: "/api/chat", body: { runnable: way, messages } };
    }
    default:
      return { path: `/${way}/stream`, body: { user_message: content } };
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
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const reader = (body ?? new Blob([]).stream()).getReader();
  let text = "";
  for (let reads = 0;; reads++) {
    if (how === "leaves" && leavesAfter !== null && reads >= leavesAfter) {
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
