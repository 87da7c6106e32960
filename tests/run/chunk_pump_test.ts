import { assertEquals } from "@std/assert";
import { AsyncLocalStorage } from "node:async_hooks";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";
import { ModelObserver } from "../../src/run/langchain/model/model_observer.ts";
import { runInto } from "../../src/run/chunk_pump.ts";
import { RunTiming } from "../../src/run/run_timing.ts";
import { systemTimer } from "../../src/run/timer.ts";
import { chunksOf } from "../support/models/chunks_of.ts";
import { delta, finish, FrameModel, role } from "../support/models/frame_model.ts";
import { FakeRunnable } from "../support/models/runnables.ts";

Deno.test("runInto() starts nothing that took so long to load that nobody waits any more", async () => {
  const runnable = new FakeRunnable(() => ["a"]);
  const loaded = Promise.withResolvers<FakeRunnable>();
  const caller = new AbortController();
  const { readable, writable } = new TransformStream();
  runInto(writable.getWriter(), () => loaded.promise, {
    onLoad: () => "안녕",
    runId: crypto.randomUUID(),
    signal: caller.signal,
    observer: new ModelObserver(),
    limits: { firstTokenMs: Infinity, idleMs: Infinity, toolMs: Infinity },
    timer: systemTimer,
    timing: new RunTiming(systemTimer),
    logprobs: null,
  });
  const reading = readable.getReader().read().catch((error) => error);
  caller.abort("gone");
  assertEquals(await reading, "gone");
  loaded.resolve(runnable);
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(runnable.inputs, []);
});

Deno.test("runInto() takes no part in the run of LangChain's that it was called in", async () => {
  AsyncLocalStorageProviderSingleton.initializeGlobalInstance(new AsyncLocalStorage());
  const frames = [role, delta([{ type: "text", text: "a" }]), delta("b"), finish];
  const chain = new FrameModel(frames).pipe(new StringOutputParser());
  const another = { signal: AbortSignal.abort(new Error("another run was aborted")) };
  const chunks = await AsyncLocalStorageProviderSingleton.runWithConfig(
    another,
    () => Array.fromAsync(chunksOf(chain)),
  );
  assertEquals(chunks, ["a", "b"]);
});
