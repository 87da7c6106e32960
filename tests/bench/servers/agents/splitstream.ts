/** Splitstream with the agent, with all its limits and defaults. */
import { createApp } from "../../../../src/mod.ts";
import { serveBench } from "../serve_bench.ts";
import { agent } from "./agent.ts";

serveBench(createApp({ runnables: { agent } }));
