import { assert, assertEquals } from "@std/assert";
import { Collector } from "../support/programs/collector.ts";
import { Upstream } from "../support/models/upstream.ts";
import { MainProcess } from "../support/start_main.ts";

const CUT = "The server stopped before the answer was complete.";
const user_message = "?";
const chat = [{ role: "user", content: "?", parts: [{ type: "text", text: "?" }] }];

/** For each dialect: where to ask for it, and what its stream says when it is cut. */
const DIALECTS: Readonly<
  Record<string, { path: string; accept?: string; body: unknown; says: RegExp | null }>
> = {
  sse: {
    path: "/chain/stream",
    body: { user_message },
    says: /event: error\ndata: .*stopped before/,
  },
  ndjson: {
    path: "/chain/stream",
    accept: "application/x-ndjson",
    body: { user_message },
    says: /\n\{"event":"error","data":\{[^\n]*stopped before/,
  },
  text: { path: "/chain/stream", accept: "text/plain", body: { user_message }, says: null },
  openai: {
    path: "/v1/chat/completions",
    body: { model: "chain", messages: chat, stream: true },
    says: /data: \{"error":\{"message":"The server stopped before/,
  },
  "ai-sdk": {
    path: "/api/chat",
    body: { messages: chat },
    says: /data: \{"type":"error","errorText":"The server stopped before/,
  },
};

/** Reads as far as there is an answer, then to the end. A body that breaks ends with `(broken)`. */
async function readAround(response: Response): Promise<{ rest: Promise<string> }> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert(reader !== undefined);
  let text = "";
  while (!text.includes("one ")) text += (await reader.read()).value ?? "";
  const rest = async () => {
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        text += next.value;
      }
    } catch {
      text += "(broken)";
    }
    return text;
  };
  return { rest: rest() };
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`answers that ${signal} cuts say so in their dialect, in the log and in a span`, async () => {
    const never = Promise.withResolvers<void>();
    await using upstream = new Upstream({
      chunks: ["one ", "two"],
      pace: (index) => index === 0 ? Promise.resolve() : never.promise,
    });
    await using collector = new Collector();
    await using server = await MainProcess.start({
      OPENAI_BASE_URL: upstream.baseUrl,
      LOG_FORMAT: "json",
      SHUTDOWN_MS: "100",
      ...collector.variables,
    });
    const answers = await Promise.all(
      Object.values(DIALECTS).map(async ({ path, accept, body }) =>
        readAround(
          await fetch(`${server.origin}${path}`, {
            method: "POST",
            headers: accept === undefined ? {} : { accept },
            body: JSON.stringify(body),
          }),
        )
      ),
    );
    server.kill(signal);
    for (const [index, { says }] of Object.values(DIALECTS).entries()) {
      const text = await answers[index]?.rest ?? "";
      if (says === null) assert(text.endsWith("(broken)"), text);
      else assert(says.test(text) && !text.endsWith("(broken)"), text);
    }
    assertEquals((await server.ended()).code, 0, server.stderr);
    never.resolve();

    const lines = server.stdout.split("\n").filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
    assertEquals(lines.map(({ dialect }) => dialect).toSorted(), Object.keys(DIALECTS).toSorted());
    for (const { failure, outcome } of lines) assertEquals([failure, outcome], [CUT, "failed"]);
    const spans = collector.spans.filter(({ name }) => name.startsWith("chat "));
    assertEquals(spans.length, lines.length);
    for (const { status } of spans) assertEquals(status?.code, 2);
  });
}
