import { assert, assertEquals } from "@std/assert";
import { Upstream } from "../support/models/upstream.ts";
import { MainProcess } from "../support/start_main.ts";

/** Streams answers of a server with two workers, and sends it a signal when all have begun. */
async function streamAndStop(upstream: Upstream, variables: Record<string, string>) {
  await using server = await MainProcess.serve({
    DENO_JOBS: "2",
    OPENAI_BASE_URL: upstream.baseUrl,
    ...variables,
  });
  const begun = [];
  for (let i = 0; i < 6; i++) {
    const response = await fetch(`${server.origin}/chain/stream`, {
      method: "POST",
      headers: { accept: "application/x-ndjson", connection: "close" },
      body: JSON.stringify({ user_message: "?" }),
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("one ")) text += (await reader?.read())?.value ?? "";
    begun.push(async () => {
      for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
        text += next.value;
      }
      return JSON.parse(text.trim().split("\n").at(-1) ?? "");
    });
  }
  const ends = begun.map((rest) => rest());
  server.kill("SIGTERM");
  await server.printed(/Stopping/); // on a busy machine, the other worker may not have started
  return { last: await Promise.all(ends), code: (await server.ended()).code, said: server.stdout };
}

Deno.test({
  name: "deno serve with several workers lets all running answers finish, then ends",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using upstream = new Upstream({
      chunks: ["one ", "two ", "three"],
      pace: (index) => new Promise((resolve) => setTimeout(resolve, index === 0 ? 0 : 1_500)),
    });
    const { last, code, said } = await streamAndStop(upstream, {});
    assertEquals(last.map(({ event }) => event), Array(6).fill("end"));
    assertEquals(code, 0);
    assert(said.includes("Splitstream: http://127.0.0.1:"), said);
  },
});

Deno.test({
  name: "deno serve with several workers cuts answers at the deadline, and each says so",
  ignore: Deno.build.os === "windows",
  async fn() {
    const never = Promise.withResolvers<void>();
    await using upstream = new Upstream({
      chunks: ["one ", "two"],
      pace: (index) => index === 0 ? Promise.resolve() : never.promise,
    });
    const { last, code, said } = await streamAndStop(upstream, { SHUTDOWN_MS: "100" });
    assertEquals(last.map(({ event }) => event), Array(6).fill("error"));
    assertEquals(code, 0);
    // The first worker that ends ends the process, so that a line of another may be lost.
    assert((said.match(/failed after/g)?.length ?? 0) >= 3, said);
    never.resolve();
  },
});

Deno.test("deno serve stops with one line when a variable is wrong", async () => {
  const error = await MainProcess.serve({ MAX_CHUNKS: "many" }).then(() => null, (error) => error);
  assert(error instanceof Error);
  assert(error.message.includes('Cannot use MAX_CHUNKS="many"'), error.message);
});
