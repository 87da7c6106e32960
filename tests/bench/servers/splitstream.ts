/** Splitstream, with all its limits and defaults. */
import { createApp } from "../../../src/mod.ts";
import { chain, longerChain } from "../chain.ts";
import { serveBench } from "./serve_bench.ts";

serveBench(createApp({ runnables: { chain, "longer-chain": longerChain } }));
