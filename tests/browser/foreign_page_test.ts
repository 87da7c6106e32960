/// <reference lib="dom" />
import { assertEquals } from "@std/assert";
import { serve } from "../clients/serve.ts";
import { FakeRunnable } from "../support/models/runnables.ts";
import { browserTest } from "./browser.ts";

/** A page on an origin of its own, whose host is another address of loopback, or another port. */
function servePage(
  html: (url: string) => string,
  url: string,
): AsyncDisposable & { origin: string } {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/redirect") {
      return new Response(null, { status: 302, headers: { location: url } });
    }
    return new Response(html(url), { headers: { "content-type": "text/html" } });
  });
  return {
    origin: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const html = (url: string) =>
  `<!doctype html>
  <link rel="prefetch" href="${url}"><link rel="preload" as="fetch" href="${url}">
  <img src="${url}"><script src="${url}"></script><iframe src="${url}"></iframe>
  <video src="${url}"></video><a href="${url}">link</a>`;

browserTest("a foreign page runs no model by a GET", { complaints: /./ }, async (page) => {
  const chain = new FakeRunnable(() => ["a"]);
  await using server = serve({ runnables: { chain } });
  const url = `${server.origin}/chain/stream?user_message=a`;
  await using foreign = servePage(html, url);
  await page.goto(foreign.origin);
  await page.evaluate(async (url) => {
    const headers = { accept: "text/event-stream" };
    await fetch(url, { mode: "no-cors", headers }).catch(() => {});
    await fetch(url, { mode: "no-cors", headers, referrerPolicy: "no-referrer" }).catch(() => {});
    await fetch(url, { headers }).catch(() => {});
    await new Promise((resolve) => {
      const source = new EventSource(url);
      source.onerror = resolve;
    });
  }, url);
  await page.click("a");
  await page.waitForURL(url);
  await page.goto(`${foreign.origin}/redirect`);
  await page.goto(url);
  assertEquals(chain.inputs.length, 0);
});

/** What an EventSource on a page hears. */
function hear(url: string): Promise<string> {
  return new Promise((resolve) => {
    let said = "";
    const source = new EventSource(url);
    source.addEventListener("data", ({ data }) => said += JSON.parse(data));
    for (const end of ["end", "error"]) {
      source.addEventListener(end, () => {
        source.close();
        resolve(said);
      });
    }
  });
}

browserTest(
  "an EventSource of its own page, or of an allowed one, runs a model",
  {},
  async (page) => {
    const chain = new FakeRunnable(() => ["a", "b"]);
    await using friend = servePage(() => "<!doctype html><title>friend</title>", "");
    await using server = serve({
      runnables: { chain },
      access: { allowedOrigins: [friend.origin] },
    });
    const url = `${server.origin}/chain/stream?user_message=a`;
    for (const origin of [server.origin, friend.origin]) {
      await page.goto(origin === friend.origin ? origin : `${origin}/`);
      assertEquals(await page.evaluate(hear, url), "ab");
    }
    assertEquals(chain.inputs.length, 2);
  },
);
