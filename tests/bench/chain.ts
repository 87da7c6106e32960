/**
 * The chain that each server serves: prompt template → model → text. The model
 * is one of its own, or `ChatOpenAI` where the program's first argument
 * is an address for it. With a second argument, `lean`, it fetches by `leanFetch`.
 */
import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnablePassthrough } from "@langchain/core/runnables";
import { leanFetch } from "../../src/builtin/openai/lean_fetch.ts";
import { readScript, textsOf, untilDue } from "./measure/script.ts";

/** What the chain takes. */
export interface ChainInput {
  /** A script, as JSON. */
  user_message: string;
}

/** A chat model that says what its script says, as an integration of LangChain's does it. */
export class BenchModel extends BaseChatModel {
  override _llmType(): string {
    return "bench";
  }

  override _generate(): Promise<ChatResult> {
    throw new Error("This model only streams");
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    _options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const script = readScript(messages.at(-1)?.text ?? "");
    let index = 0;
    for (const text of textsOf(script)) {
      if (script.rate !== undefined) await untilDue(index++, script);
      const chunk = new ChatGenerationChunk({ text, message: new AIMessageChunk(text) });
      yield chunk;
      await runManager?.handleLLMNewToken(text, undefined, undefined, undefined, undefined, {
        chunk,
      });
    }
  }
}

async function createModel() {
  const [baseURL, fetching] = Deno.args.filter((arg) => !arg.startsWith("--"));
  if (baseURL === undefined) return new BenchModel({});
  const { ChatOpenAI } = await import("@langchain/openai");
  return new ChatOpenAI({
    model: "gpt-4o-mini",
    apiKey: "none",
    maxRetries: 0,
    configuration: { baseURL, ...(fetching === "lean" ? { fetch: leanFetch } : {}) },
  });
}

/** The chain without its parser, for those that take messages only. */
export const messageChain = ChatPromptTemplate
  .fromTemplate<ChainInput>("{user_message} (답변 시작)")
  .pipe(await createModel());

/** The chain: it streams strings. */
export const chain = messageChain.pipe(new StringOutputParser());

/** The same with a step after the parser: Splitstream does not take it apart. */
export const longerChain = chain.pipe(new RunnablePassthrough<string>());
