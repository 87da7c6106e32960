import { assert, assertStrictEquals } from "@std/assert";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import type { Runnable } from "@langchain/core/runnables";
import { ChatOpenAI, ChatOpenAICompletions } from "@langchain/openai";
import { DemoChatModel } from "../../../src/builtin/demo.ts";
import { createOpenAIModel } from "../../../src/builtin/openai/openai.ts";
import { createChain } from "../../../src/builtin/chain.ts";
import { toModelChain } from "../../../src/run/langchain/model_chain.ts";
import { FrameModel } from "../../support/models/frame_model.ts";

// A new version of a package may implement streaming in another way. Each token would then cost
// more, and only these tests would show it.

const chat = new ChatOpenAI({ model: "m", apiKey: "k" });
const completions = new ChatOpenAICompletions({ model: "m", apiKey: "k" });
const ours = createOpenAIModel({ model: "m" });
const demo = new DemoChatModel({ startMarker: "", endMarker: null, tokenDelayMs: 0 });
const asChain = (model: Runnable) =>
  ChatPromptTemplate.fromTemplate("{user_message}").pipe(model as never)
    .pipe(new StringOutputParser());
const builtIn = (model: typeof ours | DemoChatModel) =>
  createChain({ model, systemPrompt: "Be kind.", startMarker: "(답변 시작)" });

const stop = { stop: ["."] };
const fast: Readonly<Record<string, [runnable: Runnable, model: Runnable]>> = {
  "ChatOpenAI": [chat, chat],
  "ChatOpenAI with options": [chat.withConfig(stop), chat],
  "ChatOpenAI with tools": [chat.bindTools([]), chat],
  "a chain on ChatOpenAI": [asChain(chat), chat],
  "a chain on ChatOpenAI with options": [asChain(chat.withConfig(stop)), chat],
  "ChatOpenAICompletions": [completions, completions],
  "this server's OpenAI model": [ours, ours],
  "this server's OpenAI model with options": [ours.withConfig(stop), ours],
  "the demo": [demo, demo],
  "the demo with options": [demo.withConfig(stop), demo],
  "the built-in chain on this server's OpenAI model": [builtIn(ours), ours],
  "the built-in chain on the demo": [builtIn(demo), demo],
};
for (const [name, [runnable, model]] of Object.entries(fast)) {
  Deno.test(`${name} is read from its model's messages directly`, () => {
    const chain = toModelChain(runnable);
    assert(chain !== null);
    // ChatOpenAI binds options to a copy of itself.
    assertStrictEquals(chain.model.constructor, model.constructor);
  });
}

class OwnTransform extends FrameModel {
  override async *transform(...args: Parameters<FrameModel["transform"]>) {
    yield* super.transform(...args);
  }
}
class OwnIterator extends FrameModel {
  override async *_streamIterator(...args: Parameters<FrameModel["_streamIterator"]>) {
    yield* super._streamIterator(...args);
  }
}

for (const model of [new OwnTransform([]), new OwnIterator([])]) {
  Deno.test(`a model with an ${model.constructor.name} is run unchanged`, () => {
    for (const runnable of [model, model.withConfig({ stop: ["."] }), asChain(model)]) {
      assertStrictEquals(toModelChain(runnable), null);
    }
  });
}
