import type { Message } from "@splitstream/splitstream/client";

/** How a question is to be answered. */
export interface Settings {
  /** The end markers; `null` for those of the server. */
  endMarkers: readonly string[] | null;
  /** Whether the answer includes its end marker. */
  includeEndMarker: boolean;
  /** The system prompt; empty for that of the server. */
  system: string;
  /** The model; `null` for that of the server. */
  model: string | null;
  /** The temperature; `null` for that of the server. */
  temperature: number | null;
  /** The maximum number of tokens; `null` for that of the server. */
  maxTokens: number | null;
  /** Whether to ask for the probabilities of tokens. */
  logprobs: boolean;
}

/** Settings that change nothing. */
export const DEFAULT_SETTINGS: Settings = {
  endMarkers: null,
  includeEndMarker: false,
  system: "",
  model: null,
  temperature: null,
  maxTokens: null,
  logprobs: false,
};

/** The thread of a question. */
export interface QuestionThread {
  id: string;
  /** Whether it has to be told what was said before. */
  isNew: boolean;
  /** The checkpoint to go on from; the last one if it is missing. */
  checkpoint?: string;
}

/** A question, and how it is to be answered. */
export interface Question {
  /** The name of the runnable. */
  runnable: string;
  /** The message, or the variables in words. */
  text: string;
  /** The variables of a runnable that does not converse. */
  variables?: Readonly<Record<string, unknown>>;
  /** The messages before it. */
  history: readonly Message[];
  settings: Settings;
  /** The thread that keeps the conversation. */
  thread?: QuestionThread;
  /** What answers the question of a graph, in place of an input. */
  resume?: { value: unknown };
}

/** How many alternatives to a token are asked for. */
const ALTERNATIVES = 5;

/** Returns the sampling parameters of a question by their OpenAI names. */
export function samplingOf(
  { model, temperature, maxTokens, logprobs }: Settings,
): Record<string, unknown> {
  return {
    ...(model === null ? {} : { model }),
    ...(temperature === null ? {} : { temperature }),
    ...(maxTokens === null ? {} : { max_tokens: maxTokens }),
    ...(logprobs ? { logprobs, top_logprobs: ALTERNATIVES } : {}),
  };
}

/** Returns all messages of a question, for OpenAI's protocol and for a system prompt. */
export function messagesOf({ text, history, settings: { system } }: Question): Message[] {
  return [
    ...(system === "" ? [] : [{ role: "system", content: system } as const]),
    ...history,
    { role: "user", content: text },
  ];
}

/** Returns the `input` of a question. */
export function inputOf(question: Question) {
  const { text, variables, history, settings } = question;
  if (variables !== undefined) return variables;
  if (question.thread?.isNew === false) return { user_message: text };
  if (settings.system !== "") return { messages: messagesOf(question) };
  return { user_message: text, ...(history.length === 0 ? {} : { history }) };
}

/** Returns the `configurable` of a question. */
export function configurableOf({ settings, thread }: Question): Record<string, unknown> {
  const sampling = samplingOf(settings);
  return {
    ...(settings.endMarkers === null ? {} : { end_markers: settings.endMarkers }),
    ...(settings.includeEndMarker ? { include_end_marker: true } : {}),
    ...(Object.keys(sampling).length === 0 ? {} : { sampling }),
    ...(thread === undefined ? {} : { thread_id: thread.id }),
    ...(thread?.checkpoint === undefined ? {} : { checkpoint_id: thread.checkpoint }),
  };
}
