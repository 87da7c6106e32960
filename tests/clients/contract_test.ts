import { assert, assertEquals, assertRejects } from "@std/assert";
import { createApp } from "../../src/mod.ts";
import { failAfter, FakeRunnable } from "../support/models/runnables.ts";
import { type Client, clients } from "./clients.ts";
import { type Behaviour, modelServers } from "./model_servers.ts";

const MARKER = "(답변 종료)";
const never = () => new AbortController().signal;

/** Serves the chain of a model's server that behaves so, on a port of its own. */
async function serve(kind: string, behaviour: Behaviour) {
  const model = await modelServers[kind]?.(behaviour);
  assert(model !== undefined);
  const app = createApp({
    model: { provider: "openai", model: "m", baseUrl: model.baseUrl, maxRetries: 0 },
    onError() {},
  });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, app);
  return {
    origin: `http://127.0.0.1:${server.addr.port}`,
    left: model.left,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await model[Symbol.asyncDispose]();
    },
  };
}

async function hear(client: Client, origin: string): Promise<string> {
  return (await Array.fromAsync(client(origin, never()))).join("");
}

/** Sockets that clients keep for another request are not ours to close. */
const options = { sanitizeOps: false, sanitizeResources: false };

for (const [kind] of Object.entries(modelServers)) {
  for (const [name, client] of Object.entries(clients)) {
    const title = (does: string) => `${name} ${does} (upstream: ${kind})`;

    Deno.test(title("hears a full answer, and no marker"), options, async () => {
      await using server = await serve(kind, { says: `Hello, how are you? ${MARKER} and more` });
      assertEquals(await hear(client, server.origin), "Hello, how are you? ");
    });

    Deno.test(title("hears an answer without a marker"), options, async () => {
      await using server = await serve(kind, { says: "Hello (답변 종결)" });
      assertEquals(await hear(client, server.origin), "Hello (답변 종결)");
    });

    Deno.test(title("hears every script and emoji whole"), options, async () => {
      const says = '안녕 👩‍👧 é\u0301 "quoted"\n\nline \u2028 日本語 🇰🇷 data: [DONE]';
      await using server = await serve(kind, { says });
      assertEquals(await hear(client, server.origin), says);
    });

    Deno.test(title("hears an empty answer"), options, async () => {
      await using server = await serve(kind, { says: MARKER });
      assertEquals(await hear(client, server.origin), "");
    });

    Deno.test(title("hears a long answer"), options, async () => {
      const says = Array.from({ length: 3_000 }, (_, i) => `${i} `).join("");
      await using server = await serve(kind, { says });
      assertEquals(await hear(client, server.origin), says);
    });

    // Skipped with aimock, which does not notice that its client left.
    if (kind === "ours") {
      Deno.test(title("stops the model when it stops"), options, async () => {
        const says = "가나다 ".repeat(5_000);
        await using server = await serve(kind, { says, lingers: true });
        const stop = new AbortController();
        let heard = "";
        try {
          for await (const text of client(server.origin, stop.signal)) {
            heard += text;
            if (heard.length > 6) {
              stop.abort();
              break;
            }
          }
        } catch {
          assert(stop.signal.aborted); // some clients throw what they are aborted with
        }
        assert(says.startsWith(heard));
        await server.left?.();
      });
    }

    Deno.test(title("is told when the model does not begin"), options, async () => {
      await using server = await serve(kind, { says: "", fault: "refuses" });
      await assertRejects(() => hear(client, server.origin));
    });

    // aimock cannot end a stream well without its finish.
    for (const fault of kind === "ours" ? ["breaks", "is cut"] as const : ["breaks"] as const) {
      Deno.test(title(`is told when the model ${fault}`), options, async () => {
        await using server = await serve(kind, { says: "Hello, how are you?", fault });
        let heard = "";
        await assertRejects(async () => {
          for await (const text of client(server.origin, never())) heard += text;
        });
        assert("Hello, how are you?".startsWith(heard), heard);
        assert(heard.length > 3, heard);
      });
    }
  }
}

Deno.test("EventSource does not make the model answer twice when it fails", options, async () => {
  const { EventSource } = await import("npm:eventsource@^4.0.0");
  const chain = new FakeRunnable(() => failAfter(["가 "]));
  const app = createApp({ runnables: { chain }, onError() {} });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, app);
  const url = `http://127.0.0.1:${server.addr.port}/chain/stream?user_message=a`;

  const source = new EventSource(url);
  const closed = Promise.withResolvers<void>();
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) closed.resolve();
  });
  await closed.promise; // it asks again, is told that there is nothing, and gives up
  assertEquals(chain.inputs.length, 1);
  await server.shutdown();
});
