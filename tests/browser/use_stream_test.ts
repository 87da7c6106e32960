import { assert, assertEquals } from "@std/assert";
import type { StreamableRunnable } from "../../src/mod.ts";
import { asks, chat, fails } from "../clients/langgraph/graphs.ts";
import { serve } from "../clients/serve.ts";
import { browserTest } from "./browser.ts";

/** What the page shows of `useStream`. */
interface Shown {
  isLoading: boolean;
  error: string | null;
  messages: string[];
  interrupt: unknown;
  joke: string | null;
  record: string | null;
}

/** Makes one module of the page, React and LangGraph's SDK. */
async function bundle(): Promise<string> {
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      "--quiet",
      "--no-lock",
      "--platform=browser",
      new URL("use_stream_page.js", import.meta.url).pathname,
    ],
  }).output();
  const text = new TextDecoder();
  assert(success, text.decode(stderr));
  return text.decode(stdout).replaceAll("</script", "<\\/script");
}

let script = "";
Deno.test.beforeAll(async () => {
  script = await bundle();
});

/** Declares a test of `useStream` with a graph, on a page of another origin. */
function useStreamTest(
  name: string,
  { graph, complaints }: { graph: string; complaints?: RegExp },
  run: (page: {
    submit: (input: unknown, options?: unknown) => Promise<unknown>;
    until: (holds: (shown: Shown) => boolean) => Promise<Shown>;
  }) => Promise<void>,
): void {
  const options = complaints === undefined ? {} : { complaints };
  browserTest(`useStream ${name}`, options, async (page) => {
    const html = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body></body>
      <script type="module">${script}</script>`;
    const handle = () => new Response(html, { headers: { "content-type": "text/html" } });
    await using pages = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, handle);
    const origin = `http://127.0.0.1:${pages.addr.port}`;
    const graphs = { chat: chat(), asks: asks(), fails: fails() };
    await using server = serve({
      runnables: graphs as unknown as Record<string, StreamableRunnable>,
      access: { allowedOrigins: [origin] },
    });
    await page.goto(`${origin}/?graph=${graph}&server=${server.origin}`);
    await page.waitForSelector("#shown");
    const until = async (holds: (shown: Shown) => boolean) => {
      const text = `(${holds})(JSON.parse(document.querySelector("#shown").textContent))`;
      await page.waitForFunction(text);
      return JSON.parse(await page.textContent("#shown") ?? "");
    };
    const submit = async (input: unknown, options: unknown = {}) =>
      await page.evaluate(
        ([input, options]) => {
          const { stream } = globalThis as unknown as {
            stream: { submit(input: unknown, options: unknown): unknown };
          };
          stream.submit(input ?? undefined, options);
        },
        [input, options] as const,
      );
    await run({ submit, until });
  });
}

const say = (content: string) => ({ messages: [{ type: "human", content }] });

useStreamTest("has a conversation in a thread", { graph: "chat" }, async ({ submit, until }) => {
  await submit(say("one"));
  await until(({ isLoading, messages }) => !isLoading && messages.length === 2);
  await submit(say("two"));
  const shown = await until(({ isLoading, messages }) => !isLoading && messages.length === 4);
  assertEquals(shown.messages, ["one", "안녕!", "two", "안녕!"]);
  assertEquals(shown.record, "splits");
});

useStreamTest(
  "shows an interrupt, and answers it",
  { graph: "asks" },
  async ({ submit, until }) => {
    await submit({ topic: "x" });
    const { interrupt } = await until(({ isLoading, interrupt }) =>
      !isLoading && interrupt !== null
    );
    assertEquals(interrupt, { question: "About what?" });
    await submit(null, { command: { resume: "cats" } });
    const { joke } = await until(({ isLoading, joke }) => !isLoading && joke !== null);
    assertEquals(joke, "about cats");
  },
);

useStreamTest(
  "shows a failure",
  { graph: "fails", complaints: /RunError/ },
  async ({ submit, until }) => {
    await submit({ topic: "x" });
    const { error } = await until(({ isLoading, error }) => !isLoading && error !== null);
    assertEquals(error, "RunError: The runnable failed.");
  },
);
