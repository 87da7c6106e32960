import { assert, assertEquals, assertRejects } from "@std/assert";
import { MainProcess } from "./support/start_main.ts";
import { transcripts } from "./support/models/transcripts.ts";
import { Upstream } from "./support/models/upstream.ts";

const [hello] = transcripts;
const ask = (server: MainProcess, accept = "text/plain") =>
  fetch(`${server.origin}/chain/stream`, {
    method: "POST",
    headers: { accept },
    body: JSON.stringify({ user_message: hello?.user_message }),
  });

/** A model's server that waits for the test. */
function waiting() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const upstream = new Upstream({
    chunks: ["one ", "two"],
    pace: (index) => index === 0 ? Promise.resolve() : promise,
  });
  return { upstream, goOn: resolve };
}

/** Reads until there is this. */
async function readUntil(response: Response, text: string) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let seen = "";
  while (!seen.includes(text)) {
    const { value, done } = await reader?.read() ?? { done: true };
    if (done) break;
    seen += value;
  }
  return {
    async rest() {
      for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
        seen += next.value;
      }
      return seen;
    },
  };
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`${signal} lets running streams end, refuses new ones, and exits with 0`, async () => {
    const { upstream, goOn } = waiting();
    await using _ = upstream;
    await using server = await MainProcess.start({ OPENAI_BASE_URL: upstream.baseUrl });
    const answer = await readUntil(await ask(server), "one ");
    server.kill(signal);
    await server.printed(/Stopping/);
    await assertRejects(() => fetch(`${server.origin}/healthz`), TypeError);
    goOn();
    assertEquals(await answer.rest(), "one two");
    assertEquals((await server.ended()).code, 0);
  });
}

Deno.test("a server that is to stop does not wait for ever", async () => {
  const { upstream, goOn } = waiting();
  await using _ = upstream;
  const variables = { OPENAI_BASE_URL: upstream.baseUrl, SHUTDOWN_MS: "200" };
  await using server = await MainProcess.start(variables);
  const answer = await readUntil(await ask(server), "one ");
  server.kill("SIGTERM");
  assertEquals((await server.ended()).code, 0);
  await assertRejects(() => answer.rest()); // it breaks, so that nobody takes it for whole
  await upstream.cancelled;
  goOn();
});

Deno.test("a second signal stops the server at once", async () => {
  const { upstream, goOn } = waiting();
  await using _ = upstream;
  await using server = await MainProcess.start({ OPENAI_BASE_URL: upstream.baseUrl });
  const answer = await readUntil(await ask(server), "one ");
  server.kill("SIGTERM");
  const again = setInterval(() => server.kill("SIGTERM"), 200);
  const { code } = await server.ended();
  clearInterval(again);
  assertEquals(code, 143);
  await assertRejects(() => answer.rest());
  await upstream.cancelled;
  goOn();
});

Deno.test("a server that anybody could spend the key of says so", async () => {
  const open = { HOST: "0.0.0.0", OPENAI_API_KEY: "sk-secret" };
  const warns = async (variables: Record<string, string>) => {
    await using server = await MainProcess.start(variables);
    server.kill("SIGTERM");
    await server.ended();
    assert(!server.stderr.includes("secret"));
    return server.stderr.includes("WARNING");
  };
  assert(await warns(open));
  assert(!await warns({ ...open, API_KEYS: "k" }));
  assert(!await warns({ ...open, HOST: "127.0.0.1" }));
});

Deno.test("a server logs a line for each stream, as text or as JSON, or none", async () => {
  const logs = async (LOG_FORMAT: string, variables: Record<string, string> = {}) => {
    await using server = await MainProcess.start({ LOG_FORMAT, ...variables });
    for (const accept of ["text/plain", "application/x-ndjson"]) {
      await (await ask(server, accept)).text();
    }
    server.kill("SIGTERM");
    await server.ended();
    return server.stdout.trim().split("\n").filter((line) => line.includes("chain"));
  };
  const readable = await logs("text");
  assertEquals(readable.length, 2);
  assert(
    /^[0-9a-f]{8} 200 chain \(demo\) as text: ended by marker after 27 chunks, first after \d+ ms, all \d+ ms$/
      .test(readable[0] ?? ""),
    readable[0],
  );

  const [line = "", ...rest] = await logs("json");
  assertEquals(rest.length, 1);
  const { time, run_id, first_token_ms, duration_ms, ...log } = JSON.parse(line);
  assert(!Number.isNaN(Date.parse(time)) && run_id.length === 36);
  assert(first_token_ms >= 0 && duration_ms >= first_token_ms);
  assertEquals(log, {
    runnable: "chain",
    dialect: "text",
    model: "demo",
    status: 200,
    outcome: "complete",
    end_reason: "marker",
    chunks: 27,
    failure: null,
  });
  assertEquals(await logs("none"), []);

  const [wanted = ""] = await logs("json", { LOG_PROMPTS: "true" });
  const { prompt, output } = JSON.parse(wanted);
  assertEquals([prompt, output], [hello?.user_message, hello?.output]);
});

Deno.test("a server on loopback answers for its own names only, unless ALLOWED_HOSTS says so", async () => {
  const statusFor = async (server: MainProcess, host: string) => {
    const { hostname, port } = new URL(server.origin);
    const conn = await Deno.connect({ hostname, port: Number(port) });
    const head = `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    await conn.write(new TextEncoder().encode(head));
    return (await new Response(conn.readable).text()).split(" ")[1];
  };
  await using server = await MainProcess.start({});
  assertEquals(await statusFor(server, "localhost"), "200");
  assertEquals(await statusFor(server, "attacker.example:8000"), "403");
  await using named = await MainProcess.start({ ALLOWED_HOSTS: "attacker.example" });
  assertEquals(await statusFor(named, "attacker.example:8000"), "200");
});
