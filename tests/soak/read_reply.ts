import { ServerSentEventParseStream } from "@std/http/server-sent-event-parse-stream";
import type { EndRecord } from "../../src/wire/stream_event.ts";
import type { ClientKind } from "./soak_plan.ts";

/** What a client has understood of a reply, be it only a part of one. */
export interface Read {
  /** The text of the answer. */
  answer: string;
  /** Whether the dialect's own last words were there. */
  isComplete: boolean;
  /** Whether a failure was told. */
  isFailed: boolean;
  /** The id of the run, in the dialects that tell it. */
  runId: string | null;
  /** The end record, in the dialects that tell it. */
  record: EndRecord | null;
}

interface Named {
  event?: string | undefined;
  id?: string | undefined;
  data?: unknown;
}

/** Understands what has come of a reply, in one of the dialects. */
export async function readReply(kind: ClientKind, text: string): Promise<Read> {
  switch (kind) {
    case "text": // has no last words: a whole one is one that did not break
      return { answer: text, isComplete: true, isFailed: false, runId: null, record: null };
    case "ndjson":
      return readNamed(
        whole(text, "\n").split("\n").filter(Boolean).map((line) => JSON.parse(line)),
      );
    case "sse": {
      const events = await readEvents(text);
      events.forEach(({ id }, index) => {
        if (id !== `${index}`) throw new Error(`Event ${index} has the id ${id}`);
      });
      return readNamed(events.map(({ event, data }) => ({
        event,
        data: data ? JSON.parse(data) : undefined,
      })));
    }
    case "openai":
      return readOpenAI((await readEvents(text)).map(({ data = "" }) => data));
    case "ai-sdk":
      return readUIMessage((await readEvents(text)).map(({ data = "" }) => data));
  }
}

function whole(text: string, end: string): string {
  const at = text.lastIndexOf(end);
  return at === -1 ? "" : text.slice(0, at + end.length);
}

async function readEvents(text: string) {
  const bytes = new Blob([whole(text, "\n\n")]).stream();
  const events = await Array.fromAsync(bytes.pipeThrough(new ServerSentEventParseStream()));
  return events.filter(({ comment }) => comment === undefined);
}

function readNamed(events: readonly Named[]): Read {
  const heard = events.filter(({ event }) => event !== "ping" && event !== "updates");
  const [first, ...rest] = heard;
  if (first !== undefined && first.event !== "metadata" && first.event !== "error") {
    throw new Error(`The first event is ${first.event}`);
  }
  const start = first?.data as { run_id?: string } | undefined;
  const record = rest.find(({ event }) => event === "metadata")?.data as EndRecord | undefined;
  return {
    answer: rest.filter(({ event }) => event === "data").map(({ data }) => data).join(""),
    isComplete: heard.at(-1)?.event === "end",
    isFailed: heard.some(({ event }) => event === "error"),
    runId: start?.run_id ?? null,
    record: record ?? null,
  };
}

interface Chunk {
  id?: string;
  error?: unknown;
  choices?: { delta: { content?: string }; finish_reason: string | null }[];
}

function readOpenAI(data: readonly string[]): Read {
  const chunks: Chunk[] = data.filter((line) => line !== "[DONE]").map((line) => JSON.parse(line));
  const choices = chunks.flatMap(({ choices = [] }) => choices);
  return {
    answer: choices.map(({ delta }) => delta.content ?? "").join(""),
    isComplete: data.at(-1) === "[DONE]" && choices.at(-1)?.finish_reason === "stop",
    isFailed: chunks.some(({ error }) => error !== undefined),
    runId: chunks[0]?.id?.replace("chatcmpl-", "") ?? null,
    record: null,
  };
}

interface Part {
  type: string;
  messageId?: string;
  delta?: string;
  data?: EndRecord;
}

function readUIMessage(data: readonly string[]): Read {
  const parts: Part[] = data.filter((line) => line !== "[DONE]").map((line) => JSON.parse(line));
  const find = (wanted: string) => parts.find(({ type }) => type === wanted);
  return {
    answer: parts.map(({ type, delta = "" }) => type === "text-delta" ? delta : "").join(""),
    isComplete: data.at(-1) === "[DONE]" && parts.at(-1)?.type === "finish",
    isFailed: find("error") !== undefined,
    runId: find("start")?.messageId ?? null,
    record: find("data-splits")?.data ?? null,
  };
}
