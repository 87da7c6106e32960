/** Splitstream, with all its limits and defaults. */
import { createApp } from "../../../src/mod.ts";
import { boundChain, chain } from "../chain.ts";
import { serveBench } from "./serve_bench.ts";

serveBench(createApp({ runnables: { chain, "bound-chain": boundChain } }));
