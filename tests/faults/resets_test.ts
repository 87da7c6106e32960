import { assert, assertEquals } from "@std/assert";
import { createServer, type Socket } from "node:net";
import { serve } from "../clients/serve.ts";
import { RawClient } from "../support/faults/raw_client.ts";
import { delta, DONE, FINISH, ROLE } from "../support/faults/raw_upstream.ts";
import { INVOKE, NDJSON, problemOf, TEXT, ways } from "../support/faults/ways.ts";
import { within } from "../support/within.ts";

const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
const FAULT = "안녕";

/**
 * A model's server that says a part of its answer, and resets the connection.
 * Deno's own sockets can only be closed, Node's can be reset.
 */
async function serveResets(part: string) {
  const bystanders: Socket[] = [];
  const server = createServer((socket) => {
    let asked = "";
    socket.on("error", () => {}); // its client is gone, too
    socket.setEncoding("utf8").on("data", (text) => {
      asked += text;
      if (!asked.endsWith("}")) return;
      if (!asked.includes(FAULT)) bystanders.push(socket);
      else if (part === "") socket.resetAndDestroy();
      else socket.write(part, () => socket.resetAndDestroy());
    });
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  assert(typeof address === "object" && address !== null);
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    /** Answers all that asked and were not reset. */
    answer() {
      for (const socket of bystanders) socket.end(HEAD + ROLE + delta("whole") + FINISH + DONE);
    },
    async [Symbol.asyncDispose]() {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      await within(promise, "the model's server to be left");
    },
  };
}

for (const [when, part] of [["at once", ""], ["midway", HEAD + ROLE + delta("하나 ")]] as const) {
  Deno.test(`a model's server that resets the connection ${when} breaks only that answer`, async () => {
    await using upstream = await serveResets(part);
    await using server = serve({
      model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl, maxRetries: 0 },
    });
    using bystander = await RawClient.connect(server.origin);
    await bystander.send(NDJSON.ask("else"));

    for (const [name, way] of Object.entries(ways)) {
      using client = await RawClient.connect(server.origin);
      await client.send(way.ask(FAULT));
      const reply = await client.reply();
      assert(reply !== null);
      if (part === "" || way === INVOKE) {
        const message = part === "" ? "The model's server cannot be reached." : "The model failed.";
        assertEquals([name, reply.status, problemOf(reply)], [name, 502, message]);
      } else {
        const failure = way === TEXT ? null : "The model failed.";
        const expected = { text: "하나 ", failure, isComplete: false };
        assertEquals([name, reply.status, await way.read(reply)], [name, 200, expected]);
      }
    }

    upstream.answer();
    const reply = await bystander.reply();
    assert(reply !== null);
    const expected = { text: "whole", failure: null, isComplete: true };
    assertEquals(await NDJSON.read(reply), expected);
  });
}
