import { assert, assertEquals } from "@std/assert";
import { RunnableLambda } from "@langchain/core/runnables";
import { RunnableLambda as OldLambda } from "npm:@langchain/core@0.3.80/runnables";
import { createAgent } from "langchain";
import { createApp, type StreamableRunnable } from "../../../src/mod.ts";
import { hasForeignCore } from "../../../src/run/langchain/foreign_core.ts";
import { post, see } from "../../support/client.ts";
import { ScriptedModel } from "../../support/models/scripted_model.ts";

const say = () => "안녕";

Deno.test("hasForeignCore() detects a runnable of another copy of LangChain's core", () => {
  assertEquals(hasForeignCore(OldLambda.from(say)), true);
  assertEquals(hasForeignCore(RunnableLambda.from(say)), false);
  assertEquals(hasForeignCore({ stream: say }), false);
  assertEquals(
    hasForeignCore(createAgent({ model: new ScriptedModel(() => []), tools: [] })),
    false,
  );
});

Deno.test("createApp() warns of another copy of LangChain's core, and serves it", async () => {
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (line: string) => warnings.push(line);
  try {
    const old = OldLambda.from(say) as unknown as StreamableRunnable;
    const app = createApp({ runnables: { old, own: RunnableLambda.from(say) } });
    assertEquals(warnings.length, 1);
    assert(warnings[0]?.includes('"old" uses another copy of @langchain/core'));
    assertEquals((await see(await app(post("/old/stream", { input: "?" })))).text, "안녕");
  } finally {
    console.warn = warn;
  }
});
