/** Splitstream's own chain and model, with all its limits and defaults. Its first argument is where the model is. */
import { createApp } from "../../../src/mod.ts";
import { serveBench } from "./serve_bench.ts";

const [baseUrl] = Deno.args;
serveBench(createApp({
  model: { provider: "openai", model: "gpt-4o-mini", baseUrl },
  systemPrompt: "",
}));
