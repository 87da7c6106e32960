import type { Frame } from "../answer/answer.ts";
import {
  configurableOf,
  inputOf,
  messagesOf,
  type Question,
  samplingOf,
} from "../answer/question.ts";
import { recordFrames } from "./record_frames.ts";
import type { Server } from "./server.ts";

/** The formats in which a reply can be seen, and how to ask for each. */
export const WIRE_FORMATS = {
  "NDJSON": { accept: "application/x-ndjson", path: null },
  "SSE": { accept: "text/event-stream", path: null },
  "Text": { accept: "text/plain", path: null },
  "OpenAI": { accept: "text/event-stream", path: "v1/chat/completions" },
} as const;

/** The name of a format. */
export type WireFormat = keyof typeof WIRE_FORMATS;

/**
 * Asks a question once more, outside of its thread, which has the answer already.
 *
 * @param options `onFrame` is called with each frame of the reply, and with a failure in its place
 */
export async function askForFrames(
  { thread: _, ...question }: Question,
  { format, server, onFrame }: {
    format: WireFormat;
    server: Server;
    onFrame: (frame: Frame) => void;
  },
): Promise<void> {
  const { accept, path } = WIRE_FORMATS[format];
  const isOpenAI = path !== null;
  const body = isOpenAI
    ? {
      ...samplingOf(question.settings),
      model: question.runnable, // OpenAI's word for it
      stream: true,
      messages: messagesOf(question),
    }
    : { input: inputOf(question), config: { configurable: configurableOf(question) } };
  const began = performance.now();
  const add = (text: string) => onFrame({ ms: performance.now() - began, text });
  try {
    const response = await recordFrames(add)(server.at(path ?? `${question.runnable}/stream`), {
      method: "POST",
      headers: { accept, "content-type": "application/json", ...server.headers },
      body: JSON.stringify(body),
    });
    await response.text();
  } catch (error) {
    add(String(error));
  }
}
