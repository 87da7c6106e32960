import { assert, assertEquals, assertRejects } from "@std/assert";
import { HumanMessage, SystemMessage } from "npm:@langchain/core@0.3.80/messages";
import { RemoteRunnable } from "npm:@langchain/core@0.3.80/runnables/remote";
import { failAfter, FakeRunnable } from "../support/models/runnables.ts";
import { transcripts } from "../support/models/transcripts.ts";
import { Upstream } from "../support/models/upstream.ts";
import { KEEPS_SOCKETS, serve } from "./serve.ts";

const test = (name: string, run: () => Promise<void>) =>
  Deno.test(`LangServe's RemoteRunnable ${name}`, KEEPS_SOCKETS, run);
const remote = (origin: string, name: string) =>
  new RemoteRunnable<unknown, unknown, never>({ url: `${origin}/${name}` });
const [transcript] = transcripts;
const input = { user_message: transcript?.user_message };

for (const name of ["model", "chain", "agent"]) {
  test(`invokes, streams and batches the ${name}`, async () => {
    await using server = serve();
    const runnable = remote(server.origin, name);
    assertEquals(await runnable.invoke(input), transcript?.output);
    assertEquals(await runnable.batch([input, "고마워!"]), [
      transcript?.output,
      "별말을 다 해! 도움이 됐다니 내가 더 고마워 😊",
    ]);
    const chunks = await Array.fromAsync(await runnable.stream(input));
    // Steps come as they are; the record, which would be one chunk more, does not.
    const texts = chunks.filter((chunk) => typeof chunk === "string");
    assertEquals(texts.join(""), transcript?.output);
    const others = chunks.filter((chunk) => typeof chunk !== "string");
    assertEquals(others.map((chunk) => Object.keys(chunk as object)), [
      ...(name === "agent" ? [["node", "path", "message_id"], ["model_request"]] : []),
    ]);
  });
}

test("sends LangChain's own messages", async () => {
  await using upstream = new Upstream({ chunks: ["a"] });
  await using server = serve({
    model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl },
  });
  const messages = [new SystemMessage("하나"), new HumanMessage("둘")];
  const said = [{ role: "system", content: "하나" }, { role: "user", content: "둘" }];
  assertEquals(await remote(server.origin, "model").invoke(messages), "a");
  assertEquals(await remote(server.origin, "model").invoke({ messages }), "a");
  assertEquals(await remote(server.origin, "model").invoke(new HumanMessage("둘")), "a");
  assertEquals(upstream.requests.map(({ messages }) => messages), [said, said, said.slice(1)]);
});

test("tells of a failure in our words", async () => {
  for (const chunks of [[], ["가 "]]) {
    await using server = serve({ runnables: { mine: new FakeRunnable(() => failAfter(chunks)) } });
    const runnable = remote(server.origin, "mine");
    for (
      const run of [
        () => runnable.invoke(input),
        () => runnable.batch([input, input]),
        async () => await Array.fromAsync(await runnable.stream(input)),
      ]
    ) {
      const error = await assertRejects(run, Error);
      assert(error.message.includes("The runnable failed."), error.message);
    }
  }
});
