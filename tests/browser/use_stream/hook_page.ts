import { assert } from "@std/assert";
import type { Page } from "npm:playwright-core@~1.56.1";
import type { AppOptions, StreamableRunnable } from "../../../src/mod.ts";
import { serve } from "../../clients/serve.ts";
import { browserTest } from "../browser.ts";

/** What the page shows of `useStream`. */
export interface Shown {
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
      new URL("chat_page.js", import.meta.url).pathname,
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

/** A page with `useStream`, and what its tests do there. */
export class HookPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Opens the page, or opens it again. */
  async open(address?: string): Promise<void> {
    await (address === undefined ? this.#page.reload() : this.#page.goto(address));
    await this.#page.waitForSelector("#shown");
  }

  /** Returns what the page shows, once that holds. */
  async until(holds: (shown: Shown) => boolean): Promise<Shown> {
    const text = `(${holds})(JSON.parse(document.querySelector("#shown").textContent))`;
    await this.#page.waitForFunction(text);
    return JSON.parse(await this.#page.textContent("#shown") ?? "");
  }

  /** Returns the messages, once there are so many and no run is under way. */
  async settled(count: number): Promise<string[]> {
    const text = `(({ isLoading, messages }) => !isLoading && messages.length === ${count})
      (JSON.parse(document.querySelector("#shown").textContent))`;
    await this.#page.waitForFunction(text);
    return JSON.parse(await this.#page.textContent("#shown") ?? "").messages;
  }

  /** Clicks a button: that of a message, or one of the page. */
  async click(name: string, message?: string): Promise<void> {
    const place = message === undefined
      ? this.#page.locator("body")
      : this.#page.locator("li").filter({ hasText: message });
    await place.getByRole("button", { name }).click();
  }

  /** Calls `submit` of the hook. */
  async submit(input: unknown, options: unknown = {}): Promise<void> {
    await this.#page.evaluate(
      ([input, options]) => {
        const { stream } = globalThis as unknown as {
          stream: { submit(input: unknown, options: unknown): unknown };
        };
        stream.submit(input ?? undefined, options);
      },
      [input, options] as const,
    );
  }
}

/** Options for {@linkcode useStreamTest}. */
export interface HookOptions {
  /** What is served. */
  graph: object;
  journal?: AppOptions["journal"];
  /** Whether the hook joins a run that was under way when it was mounted. */
  reconnects?: boolean;
  complaints?: RegExp;
}

/** Declares a test of `useStream`, on a page of another origin. */
export function useStreamTest(
  name: string,
  { graph, journal, reconnects = false, complaints }: HookOptions,
  run: (page: HookPage) => Promise<void>,
): void {
  const options = complaints === undefined ? {} : { complaints };
  browserTest(`useStream ${name}`, options, async (page) => {
    const html = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body></body>
      <script type="module">${script}</script>`;
    const handle = () => new Response(html, { headers: { "content-type": "text/html" } });
    await using pages = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, handle);
    const origin = `http://127.0.0.1:${pages.addr.port}`;
    await using server = serve({
      runnables: { graph: graph as StreamableRunnable },
      access: { allowedOrigins: [origin] },
      ...(journal === undefined ? {} : { journal }),
    });
    const hook = new HookPage(page);
    const query = new URLSearchParams({ graph: "graph", server: server.origin });
    if (reconnects) query.set("reconnects", "");
    await hook.open(`${origin}/?${query}`);
    await run(hook);
  });
}
