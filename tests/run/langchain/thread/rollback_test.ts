import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type Checkpoint,
  type CheckpointMetadata,
  emptyCheckpoint,
  MemorySaver,
} from "@langchain/langgraph-checkpoint";
import { createMemorySaver } from "../../../../src/run/langchain/thread/memory_saver.ts";
import { rebuilding } from "../../../../src/run/langchain/thread/rollback/rebuilding.ts";
import {
  deleteThread,
  RunChanges,
  type Undoing,
} from "../../../../src/run/langchain/thread/rollback/run_changes.ts";
import { saverView } from "../../../../src/run/langchain/thread/saver_view.ts";
import type { Checkpointer } from "../../../../src/mod.ts";

const METADATA: CheckpointMetadata = { source: "loop", step: 1, parents: {} };
const LIMITS = { checkpoints: 10, threadBytes: 1_000_000 };

/** A `MemorySaver` whose process ends before a change. */
class MortalSaver extends MemorySaver {
  /** How many changes it can still make. */
  left = Infinity;

  override put(...args: Parameters<MemorySaver["put"]>): ReturnType<MemorySaver["put"]> {
    return this.#try(() => super.put(...args));
  }

  override putWrites(...args: Parameters<MemorySaver["putWrites"]>): Promise<void> {
    return this.#try(() => super.putWrites(...args));
  }

  override deleteThread(thread: string): Promise<void> {
    return this.#try(async () => {
      // A deletion may end half-way.
      const [first] = Object.keys(this.storage[thread]?.[""] ?? {});
      if (first !== undefined) delete this.storage[thread]?.[""]?.[first];
      if (Object.keys(this.storage[thread]?.[""] ?? {}).length === 0) {
        delete this.storage[thread]?.[""];
      }
      await this.#try(() => super.deleteThread(thread));
    });
  }

  async #try<T>(change: () => Promise<T>): Promise<T> {
    if (this.left-- <= 0) throw new Error("The process has ended");
    return await change();
  }

  /** What is in a thread. */
  async read(thread: string): Promise<unknown[]> {
    return await Array.fromAsync(this.list({ configurable: { thread_id: thread } }));
  }
}

function checkpoint(value: string): Checkpoint {
  return { ...emptyCheckpoint(), channel_values: { value }, channel_versions: { value: 1 } };
}

/** A thread with two checkpoints, a graph within it, an open question, and a run on top. */
async function conversation() {
  const saver = new MortalSaver();
  const at = (checkpoint_id?: string, checkpoint_ns = "") => ({
    configurable: { thread_id: "t", checkpoint_ns, ...(checkpoint_id ? { checkpoint_id } : {}) },
  });
  const [a, b, inner, c] = ["a", "b", "inner", "c"].map(checkpoint) as [
    Checkpoint,
    Checkpoint,
    Checkpoint,
    Checkpoint,
  ];
  await saver.put(at(), a, { ...METADATA, source: "input" });
  await saver.putWrites(at(a.id), [["value", 1], ["other", 2]], "task-2", "~2");
  await saver.putWrites(at(a.id), [["value", 3]], "task-1", "~3");
  await saver.put(at(a.id), b, METADATA);
  await saver.put(at(undefined, "node:1"), inner, METADATA);
  await saver.putWrites(at(b.id), [["__interrupt__", "Sure?"]], "task-3", "~1");
  const more = () => saver.putWrites(at(b.id), [["value", 5]], "task-4", "~4");
  await more();
  await saver.putWrites(at(b.id), [["__error__", "x"]], "task-4", "~4");
  const before = await saver.read("t");

  const { saver: run } = saverView(saver as unknown as Checkpointer);
  const undoing = rebuilding(saver as unknown as Checkpointer) as Undoing;
  const changes = new RunChanges(undoing);
  const place = (id: string, namespace = "") => ({ thread: "t", namespace, id });
  await changes.beforeWrites(place(b.id));
  await run.putWrites(at(b.id), [["__resume__", "yes"], ["value", 4]], "task-3");
  changes.beforePut(place(c.id));
  await run.put(at(b.id), c, METADATA, {});
  const after = await saver.read("t");
  assert(JSON.stringify(after) !== JSON.stringify(before));
  return { saver, changes, undoing, before, after, more };
}

Deno.test("a saver that can only delete threads is left as before the run", async () => {
  const { saver, changes, before, more } = await conversation();
  await changes.undo();
  assertEquals(await saver.read("t"), before);
  await more();
  assertEquals(await saver.read("t"), before, "A write that is there is not added again");
  assertEquals(Object.keys(saver.storage), ["t"], "Nothing else is left");
});

Deno.test("a rollback that fails can be tried again, or completed by another process", async () => {
  let steps = 0;
  for (let isComplete = false; !isComplete; steps++) {
    for (const triesAgain of [true, false]) {
      const { saver, changes, undoing, before, after } = await conversation();
      saver.left = steps;
      isComplete = await changes.undo().then(() => true, () => false);
      saver.left = Infinity;
      if (triesAgain) await changes.undo();
      else await undoing.recover?.("t");
      const found = await saver.read("t");
      const isWhole = !triesAgain && JSON.stringify(found) === JSON.stringify(after);
      if (!isWhole) assertEquals(found, before, `ended before change ${steps}`);
    }
  }
  assert(steps > 10, `${steps} changes`);
});

Deno.test("a thread that is deleted does not come back", async () => {
  const { saver, changes, undoing } = await conversation();
  saver.left = 14; // in the middle
  await assertRejects(() => changes.undo());
  saver.left = Infinity;
  assertEquals(Object.keys(saver.storage).length, 2, "There is a copy");
  await deleteThread(saver as unknown as Checkpointer, "t");
  await undoing.recover?.("t");
  assertEquals(Object.keys(saver.storage), []);
});

Deno.test("a rollback waits for what is being saved, and drops what would be saved later", async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const slow = await createMemorySaver(LIMITS);
  const put = slow.put.bind(slow);
  let isAway = false;
  slow.put = async (...args: Parameters<Checkpointer["put"]>) => {
    await gate;
    if (isAway) throw new Error("away");
    return await put(...args);
  };
  const unsaved: (() => Promise<unknown>)[] = [];
  const onUnsaved = (write: () => Promise<unknown>) => unsaved.push(write);
  const { saver, rollBack } = saverView(slow, { onUnsaved });
  const config = { configurable: { thread_id: "t", checkpoint_ns: "" } };
  const saved = saver.put(config, checkpoint("a"), METADATA, {});
  const undone = rollBack();
  open();
  await Promise.all([saved, undone]);
  assertEquals(await saver.getTuple(config), undefined);

  const second = saverView(slow, { onUnsaved });
  isAway = true;
  await second.saver.put(config, checkpoint("b"), METADATA, {});
  isAway = false;
  await second.rollBack();
  assertEquals(unsaved.length, 1);
  await unsaved[0]?.();
  assertEquals(await saver.getTuple(config), undefined);
});

Deno.test("a rollback that fails says so", async () => {
  const { saver, changes } = await conversation();
  saver.left = 0;
  await assertRejects(() => changes.undo(), Error, "ended");
});
