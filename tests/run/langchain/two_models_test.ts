import { assertEquals } from "@std/assert";
import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { RunnableLambda, RunnableSequence } from "@langchain/core/runnables";
import { ModelObserver } from "../../../src/run/langchain/model/model_observer.ts";
import type { StreamableRunnable } from "../../../src/run/langchain/runnable.ts";
import { chunksOf } from "../../support/models/chunks_of.ts";
import { delta, finish, type Frame, FrameModel, role } from "../../support/models/frame_model.ts";

class NamedModel extends FrameModel {
  constructor(readonly named: string, frames: readonly Frame[]) {
    super(frames);
  }
  override getLsParams(options: this["ParsedCallOptions"]) {
    return { ...super.getLsParams(options), ls_model_name: this.named };
  }
}

const parser = new StringOutputParser();
const question = new NamedModel("question", [role, delta("q"), finish]);
const answer = new NamedModel("answer", [role, delta(""), delta(""), delta("a"), finish]);
const chain = RunnableSequence.from([question, parser, answer, parser]);
// A chain with options is read by LangChain's callbacks, not from its model's messages.
const readers = { "from messages": chain, "by callbacks": chain.withConfig({ tags: ["t"] }) };

async function run(runnable: StreamableRunnable) {
  const observer = new ModelObserver();
  const chunks = await Array.fromAsync(chunksOf(runnable, observer));
  return { chunks, observer };
}

for (const [reader, runnable] of Object.entries(readers)) {
  Deno.test(`a run names the model that answers, not the one before it, read ${reader}`, async () => {
    assertEquals((await run(runnable)).observer.model, "answer");
  });

  Deno.test(`the frames of one model hide no empty chunk of the next, read ${reader}`, async () => {
    assertEquals((await run(runnable)).chunks, ["", "", "a"]);
  });
}

Deno.test("each step of a chain has a run id of its own", async () => {
  const ids: string[] = [];
  const callbacks = [
    BaseCallbackHandler.fromMethods({
      handleChainStart: (_chain, _input, id) => void ids.push(id),
      handleChatModelStart: (_model, _messages, id) => void ids.push(id),
    }),
  ];
  const step = RunnableLambda.from((message: { text: string }) => message.text).withConfig({
    callbacks,
  });
  const models = [question, answer].map((model) => model.withConfig({ callbacks }));
  const steps = [models[0], step, models[1], parser] as const;
  await run(RunnableSequence.from(steps as never));
  assertEquals(ids.length, 3);
  assertEquals(new Set(ids).size, 3, ids.join());
});
