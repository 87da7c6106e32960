import { assert, assertEquals } from "@std/assert";
import { createApp } from "../../../src/mod.ts";

const app = createApp();
const get = (path: string, init: RequestInit = {}) =>
  app(new Request(`http://localhost${path}`, init));

const ASSETS = {
  "/": "text/html; charset=utf-8",
  "/page.css": "text/css; charset=utf-8",
  "/page.js": "text/javascript; charset=utf-8",
  "/client.js": "text/javascript; charset=utf-8",
  "/icon.svg": "image/svg+xml",
};

for (const [path, type] of Object.entries(ASSETS)) {
  Deno.test(`GET ${path} is the page's, and is not sent twice`, async () => {
    const response = await get(path);
    assertEquals(response.status, 200);
    assertEquals(response.headers.get("content-type"), type);
    assertEquals(response.headers.get("x-content-type-options"), "nosniff");
    assert((await response.text()).length > 100);
    assertEquals(response.headers.get("cache-control"), "no-cache, no-transform");

    const etag = response.headers.get("etag") ?? "";
    const again = await get(path, { headers: { "if-none-match": etag } });
    assertEquals([again.status, await again.text()], [304, ""]);
    assertEquals(again.headers.get("cache-control"), "no-cache, no-transform");
    const other = await get(path, { headers: { "if-none-match": '"other"' } });
    assertEquals(other.status, 200);
    await other.body?.cancel();
    const head = await get(path, { method: "HEAD" });
    assertEquals([head.status, head.headers.get("etag")], [200, etag]);
    await head.body?.cancel();
  });
}

Deno.test("GET / lets the page do no more than it has to", async () => {
  const response = await get("/");
  const policy = response.headers.get("content-security-policy") ?? "";
  assert(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
  assert(!/unsafe|\*|http/.test(policy), policy);
  const html = await response.text();
  assert(!/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/.test(html), "something is inline");
  assert(!/(src|href)="(https?:)?\/\//.test(html), "something is asked of another host");
});

Deno.test("GET /client.js is for any origin; the page is not", async () => {
  const client = await get("/client.js");
  assertEquals(client.headers.get("access-control-allow-origin"), "*");
  await client.body?.cancel();
  const page = await get("/");
  assertEquals(page.headers.get("access-control-allow-origin"), null);
  await page.body?.cancel();
});
