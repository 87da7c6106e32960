import { see } from "../client.ts";
import { rawPost, type RawReply } from "./raw_client.ts";

/** What a client takes a reply for. */
export interface Heard {
  text: string;
  /** What it was told of a failure. */
  failure: string | null;
  /** Whether it takes the answer for whole. */
  isComplete: boolean;
}

/** A way to ask, and to read the answer. */
export interface Way {
  /** The request, as it is sent. */
  ask(said: string): string;
  /** What a client of the dialect takes a reply with status 200 for. */
  read(reply: RawReply): Heard | Promise<Heard>;
  /** Whether a failure comes with the record of the answer before it. */
  isRecorded?: boolean;
}

function langServe(accept: string): Way {
  return {
    isRecorded: true,
    ask: (said) => rawPost("/chain/stream", { user_message: said }, { accept }),
    async read({ headers, body }) {
      const { text, events, failure } = await see(new Response(body, { headers }));
      const isComplete = events.at(-1) === "end";
      return { text, failure: failure?.message ?? null, isComplete };
    },
  };
}

/** The JSON in each `data:` of a stream whose last is `[DONE]`. */
function dataOf(body: string) {
  const lines = body.split("\n\n").flatMap((event) => event.match(/^data: (.*)$/)?.[1] ?? []);
  const isComplete = lines.at(-1) === "[DONE]";
  return { isComplete, data: lines.filter((line) => line !== "[DONE]").map((l) => JSON.parse(l)) };
}

const messages = (content: string) => [{ role: "user", content }];

export const SSE: Way = langServe("text/event-stream");
export const NDJSON: Way = langServe("application/x-ndjson");
/** It has no words for a failure. */
export const TEXT: Way = {
  ask: langServe("text/plain").ask,
  read: ({ body, isWhole }) => ({ text: body, failure: null, isComplete: isWhole }),
};
export const OPENAI: Way = {
  ask: (said) =>
    rawPost("/v1/chat/completions", { model: "chain", stream: true, messages: messages(said) }),
  read({ body }) {
    const { data, isComplete } = dataOf(body);
    return {
      text: data.map(({ choices }) => choices?.[0]?.delta.content ?? "").join(""),
      failure: data.at(-1)?.error?.message ?? null,
      isComplete,
    };
  },
};
export const RESPONSES: Way = {
  ask: (input) => rawPost("/v1/responses", { model: "chain", stream: true, input }),
  read({ body }) {
    const data = body.split("\n\n").flatMap((event) => event.match(/^data: (.*)$/m)?.[1] ?? [])
      .map((line) => JSON.parse(line));
    const last = data.at(-1);
    const deltas = data.filter(({ type }) => type === "response.output_text.delta");
    return {
      text: deltas.map(({ delta }) => delta).join(""),
      failure: last?.error?.message ?? null,
      isComplete: /^response\.(completed|incomplete)$/.test(last?.type),
    };
  },
};
export const AI_SDK: Way = {
  ask: (said) => rawPost("/api/chat", { messages: messages(said) }),
  read({ body }) {
    const { data, isComplete } = dataOf(body);
    return {
      text: data.map(({ delta = "" }) => delta).join(""),
      failure: data.at(-1)?.errorText ?? null,
      isComplete,
    };
  },
};
export const AG_UI: Way = {
  ask: (said) => rawPost("/ag-ui/chain", { threadId: "t", runId: "r", messages: messages(said) }),
  read({ body }) {
    const { data } = dataOf(body);
    return {
      text: data.map(({ delta = "" }) => delta).join(""),
      failure: data.at(-1)?.message ?? null,
      isComplete: data.at(-1)?.type === "RUN_FINISHED",
    };
  },
};
/** An answer that is not streamed. */
export const INVOKE: Way = {
  ask: (said) => rawPost("/chain/invoke", { user_message: said }),
  read({ body }) {
    const { output, message = null } = JSON.parse(body);
    return { text: output ?? "", failure: message, isComplete: output !== undefined };
  },
};

/** The six dialects, by the name of each, and an answer that is in none of them. */
export const ways: Readonly<Record<string, Way>> = {
  SSE,
  NDJSON,
  TEXT,
  OPENAI,
  RESPONSES,
  AI_SDK,
  AG_UI,
  INVOKE,
};

/** What a refusal says, in either shape. */
export function problemOf({ body }: RawReply): string {
  const problem = JSON.parse(body);
  return problem.message ?? problem.error.message;
}
