import { assertEquals } from "@std/assert";
import { mergeConfig } from "../../../src/http/start/merge_config.ts";

Deno.test("mergeConfig() adds what the server knows, which wins", () => {
  const asked = {
    configurable: { user: "asked", topic: "cats" },
    metadata: { from: "asked" },
    tags: ["asked"],
    runName: "asked",
    recursionLimit: 3,
  };
  const added = {
    configurable: { user: "added" },
    context: { region: "added" },
    tags: ["added"],
    runName: "added",
  };
  assertEquals(mergeConfig(asked, added), {
    configurable: { user: "added", topic: "cats" },
    context: { region: "added" },
    metadata: { from: "asked" },
    tags: ["asked", "added"],
    runName: "added",
    recursionLimit: 3,
  });
});

Deno.test("mergeConfig() leaves a config as it is to which nothing is added", () => {
  assertEquals(mergeConfig({ runName: "asked" }), { runName: "asked" });
});
