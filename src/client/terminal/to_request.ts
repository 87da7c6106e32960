import type { Message, StreamConfig, StreamInput } from "../stream.ts";
import type { AskOptions } from "./parse_ask_args.ts";

/** A question, and the messages before it. */
export interface Asked {
  question: string;
  /** `null` for a question of its own, without a conversation. */
  history: readonly Message[] | null;
}

/** Returns the input for a question. A system message of one's own takes the form of messages. */
export function toInput({ question, history }: Asked, system: string | undefined): StreamInput {
  if (system !== undefined) {
    const messages: Message[] = [
      { role: "system", content: system },
      ...history ?? [],
      { role: "user", content: question },
    ];
    return { messages };
  }
  return history === null ? question : { user_message: question, history };
}

/** Returns the config of a request: how the model samples, and where it ends. */
export function toConfig(
  { model, temperature, markers }: Pick<AskOptions, "model" | "temperature" | "markers">,
): StreamConfig {
  const sampling = {
    ...(model !== undefined && { model }),
    ...(temperature !== undefined && { temperature }),
  };
  return {
    configurable: {
      ...(Object.keys(sampling).length > 0 && { sampling }),
      ...(markers !== undefined && { end_markers: markers }),
    },
  };
}
