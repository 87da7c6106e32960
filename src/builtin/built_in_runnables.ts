import { warnOfForeignCore } from "../run/langchain/foreign_core.ts";
import type { InputShape } from "../run/langchain/input/input_shape.ts";
import type { RunnableSource } from "../run/langchain/runnable.ts";
import { canBindTools } from "../run/langchain/tools/bind_tools.ts";
import { CHAIN_SHAPE, createChain } from "./chain.ts";
import { type ChatModel, isChatModel, namesOf, secretsOf, toBaseChatModel } from "./chat_model.ts";
import { DemoChatModel } from "./demo.ts";
import { once } from "./once.ts";
import type { OpenAIModelOptions } from "./openai/openai.ts";
import { defaultSystemPrompt, PERSONA_NAME } from "./persona.ts";

/** The model behind the built-in runnables. */
export type ModelOptions =
  | { provider: "openai" } & OpenAIModelOptions
  | {
    provider: "demo";
    /** How long each token takes, in milliseconds. Default: 40. */
    tokenDelayMs?: number | undefined;
  };

/**
 * Options for the built-in `model`, `chain` and `agent`. They have no effect
 * on runnables of your own.
 *
 * @example A chat model of LangChain's
 * ```ts
 * import { createApp } from "@splitstream/splitstream";
 * import { FakeListChatModel } from "@langchain/core/utils/testing";
 * import { assertEquals } from "@std/assert";
 *
 * // new ChatAnthropic({ model: "claude-opus-4-5" }), new ChatOllama({ model: "exaone3.5" })…
 * const app = createApp({ model: new FakeListChatModel({ responses: ["안녕! (답변 종료)"] }) });
 *
 * const response = await app(
 *   new Request("http://localhost/chain/stream", {
 *     method: "POST",
 *     headers: { accept: "text/plain" },
 *     body: JSON.stringify({ user_message: "안녕?" }),
 *   }),
 * );
 * assertEquals(await response.text(), "안녕! ");
 * ```
 *
 * @example A model server of your own
 * ```ts
 * import { createApp } from "@splitstream/splitstream";
 *
 * const app = createApp({
 *   model: { provider: "openai", model: "exaone3.5", baseUrl: "http://localhost:11434/v1" },
 *   systemPrompt: "Answer in one sentence, then write (답변 종료).",
 * });
 * ```
 */
export interface BuiltInOptions {
  /**
   * The model of the built-in runnables: how to reach one, or any chat model of LangChain's. It ends
   * itself at end markers in runs. It finds the parameters of a caller, such as `temperature`, in
   * `config.configurable.sampling`, and has its own settings otherwise. Without `bindTools`, there is
   * no agent. Default: the demo.
   *
   * @throws {TypeError} if it is neither
   */
  model?: ModelOptions | ChatModel | undefined;
  /**
   * The system message of the built-in chain and agent. Default: a persona that
   * writes the end marker.
   */
  systemPrompt?: string | undefined;
  /** The text that the built-in chain appends to the user's message. Default: `(답변 시작)`. */
  startMarker?: string | undefined;
}

/** How to get a real model. It is shown wherever the demo is. */
export const DEMO_NOTE =
  "This is a demo: a script, not a model. Set OPENAI_API_KEY, or OPENAI_BASE_URL " +
  "for a server of your own, and OPENAI_MODEL for a real one.";

/** A built-in runnable, and what it takes. */
export interface BuiltInRunnable {
  runnable: RunnableSource;
  /** What is known of it before it is loaded. */
  known: { shape: InputShape; takesTools: boolean; isGraph: boolean };
  title: string;
  description: string;
  /** The models that a caller may choose. */
  models: readonly string[];
}

/** Returns the tutorial's runnables. Each is loaded when it is first needed. */
export function builtInRunnables(
  options: BuiltInOptions,
  { endMarkers, clock }: { endMarkers: readonly string[]; clock: () => Date },
): Partial<Record<"model" | "chain" | "agent", BuiltInRunnable>> {
  const { startMarker = "(답변 시작)", model: modelOptions = { provider: "demo" } } = options;
  assertModel(modelOptions);
  const endMarker = endMarkers[0] ?? null;
  const isPersona = options.systemPrompt === undefined;
  const systemPrompt = options.systemPrompt ?? defaultSystemPrompt(endMarker);

  const model = once(async () => {
    if (isChatModel(modelOptions)) return toBaseChatModel(modelOptions);
    if (modelOptions.provider === "openai") {
      return (await loadOpenAI()).createOpenAIModel(modelOptions);
    }
    const { tokenDelayMs = 40 } = modelOptions;
    return new DemoChatModel({ startMarker, endMarker, tokenDelayMs });
  });
  const chain = once(async () => createChain({ model: await model(), systemPrompt, startMarker }));
  const agent = once(async () => {
    const { createToolAgent } = await import("./agent.ts");
    const agent = createToolAgent({ model: await model(), systemPrompt, clock });
    warnOfForeignCore("agent", agent);
    return agent;
  });
  const models = modelsOf(modelOptions);
  const takesTools = !isChatModel(modelOptions) || canBindTools(modelOptions);
  const all = {
    model: {
      models,
      runnable: model,
      known: { shape: { kind: "messages" }, takesTools, isGraph: false } as const,
      title: aboutModel(modelOptions).model,
      description: "The model alone",
    },
    chain: {
      models,
      runnable: chain,
      known: { shape: CHAIN_SHAPE, takesTools, isGraph: false },
      title: isPersona ? PERSONA_NAME : "chain",
      description: "A persona that remembers",
    },
    agent: {
      models,
      runnable: agent,
      known: { shape: { kind: "state" }, takesTools: false, isGraph: true } as const,
      title: isPersona ? `${PERSONA_NAME} (agent)` : "agent",
      description: "Tells the time, and calculates",
    },
  };
  const { agent: _, ...withoutAgent } = all;
  return takesTools ? all : withoutAgent;
}

function assertModel(model: ModelOptions | ChatModel): void {
  if (isChatModel(model) || model.provider === "openai" || model.provider === "demo") return;
  throw new TypeError(
    'Cannot use the model: expected a chat model of LangChain, or { provider: "openai" or "demo" }',
  );
}

/** Loads the code of a model, so that its first run need not wait for that. */
export async function loadModel(model: ModelOptions | undefined): Promise<void> {
  if (model?.provider === "openai") await loadOpenAI();
}

function loadOpenAI() {
  return import("./openai/openai.ts");
}

/** Returns the models that a caller may choose: none unless the server names some. */
function modelsOf(options: ModelOptions | ChatModel): string[] {
  if (isChatModel(options)) return [];
  if (options.provider !== "openai" || options.models === undefined) return [];
  return [...new Set([options.model, ...options.models])];
}

/** Returns what `/healthz` and traces say of the model. */
export function aboutModel(
  model: ModelOptions | ChatModel = { provider: "demo" },
): { provider: string; model: string; note?: string } {
  if (isChatModel(model)) return namesOf(model);
  if (model.provider === "openai") return { provider: "openai", model: model.model };
  return { provider: "demo", model: "demo", note: DEMO_NOTE };
}

/** Returns the texts of the model's configuration that must not be in a log. */
export function modelSecrets(model: ModelOptions | ChatModel | undefined): string[] {
  if (isChatModel(model)) return secretsOf(model);
  if (model?.provider !== "openai") return [];
  const { apiKey, baseUrl = "" } = model;
  return [apiKey, baseUrl, URL.parse(baseUrl)?.host].filter((it) => it !== undefined);
}
