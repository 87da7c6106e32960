/** Splitstream whose runs wait for their readers. `--store=` is its journal: `none`, `memory`, or an address. */
import { createApp, DenoKvStore, MemoryStore, RedisStore } from "../../../src/mod.ts";
import { chain } from "../chain.ts";
import { serveBench } from "./serve_bench.ts";

const place = Deno.args.find((arg) => arg.startsWith("--store="))?.slice("--store=".length);

serveBench(createApp({
  runnables: { chain },
  ...(place === "none" ? {} : { store: storeAt(place), journal: { resumeMs: 30_000 } }),
}));

function storeAt(place = "memory") {
  if (place.startsWith("redis:")) return new RedisStore(place);
  return place === "memory" ? new MemoryStore() : new DenoKvStore(place);
}
