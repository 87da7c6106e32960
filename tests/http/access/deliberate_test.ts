import { assert, assertEquals } from "@std/assert";
import { createApp } from "../../../src/mod.ts";
import { FakeRunnable } from "../../support/models/runnables.ts";

const SSE = { accept: "text/event-stream" };
const PAGE = "http://example.org";
const MOZILLA = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0" };
const here = "http://localhost";

/** The senders of a GET, their headers, and whether they may run a model. */
const gets: [who: string, headers: Record<string, string>, isAllowed: boolean][] = [
  ["curl", SSE, true],
  ["curl with more types", { accept: "text/event-stream, */*;q=0.1" }, true],
  ["curl without the header", { accept: "*/*" }, false],
  ["nobody known", {}, false],
  ["an EventSource of its own page", {
    ...SSE,
    "sec-fetch-site": "same-origin",
    "sec-fetch-mode": "cors",
  }, true],
  [
    "an EventSource of its own page, by plain HTTP",
    { ...SSE, ...MOZILLA, referer: `${here}/x` },
    true,
  ],
  [
    "an EventSource of an allowed page",
    {
      ...SSE,
      ...MOZILLA,
      origin: "https://allowed.example",
      "sec-fetch-site": "cross-site",
      "sec-fetch-mode": "cors",
    },
    true,
  ],
  ["an EventSource of an allowed page, by plain HTTP", {
    ...SSE,
    ...MOZILLA,
    origin: "https://allowed.example",
  }, true],
  ["an EventSource of a foreign page", {
    ...SSE,
    ...MOZILLA,
    origin: PAGE,
    "sec-fetch-site": "cross-site",
  }, false],
  ["an image", {
    accept: "image/avif,image/webp,*/*;q=0.8",
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "no-cors",
  }, false],
  [
    "an image, by plain HTTP",
    { accept: "image/avif,*/*;q=0.8", ...MOZILLA, referer: `${PAGE}/` },
    false,
  ],
  ["a link", {
    accept: "text/html,*/*;q=0.8",
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
  }, false],
  ["a typed address", {
    accept: "text/html,*/*;q=0.8",
    "sec-fetch-site": "none",
    "sec-fetch-mode": "navigate",
  }, false],
  ["a redirect of a typed address", { ...SSE, "sec-fetch-site": "none" }, false],
  [
    "a fetch without CORS",
    { ...SSE, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
    false,
  ],
  ["a fetch without CORS, by plain HTTP", { ...SSE, ...MOZILLA, referer: `${PAGE}/` }, false],
  ["a fetch without CORS or referrer, by plain HTTP", { ...SSE, ...MOZILLA }, false],
];

for (const [who, headers, isAllowed] of gets) {
  Deno.test(`a GET of ${who} ${isAllowed ? "runs" : "does not run"} a model`, async () => {
    const chain = new FakeRunnable(() => ["a"]);
    const app = createApp({
      runnables: { chain },
      access: { allowedOrigins: ["https://allowed.example"] },
    });
    const response = await app(new Request(`${here}/chain/stream?user_message=a`, { headers }));
    const text = await response.text();
    assertEquals([response.status, chain.inputs.length], isAllowed ? [200, 1] : [403, 0]);
    if (!isAllowed && !("origin" in headers) && headers["sec-fetch-site"] !== "cross-site") {
      assert(JSON.parse(text).detail.includes("Accept: text/event-stream"), text);
    }
  });
}

const hosts: [host: string, isAllowed: boolean][] = [
  ["localhost", true],
  ["LOCALHOST:8000", true],
  ["127.0.0.1:1", true],
  ["[::1]:8000", true],
  ["example.org", false],
  ["localhost.example.org", false],
  ["127.0.0.1.example.org:8000", false],
];
for (const [host, isAllowed] of hosts) {
  Deno.test(`a server for loopback names ${isAllowed ? "accepts" : "refuses"} requests for ${host}`, async () => {
    const chain = new FakeRunnable(() => ["a"]);
    const allowedHosts = ["localhost", "127.0.0.1", "[::1]"];
    const app = createApp({ runnables: { chain }, access: { allowedHosts } });
    for (const path of ["/", "/healthz", "/v1/models", "/nowhere"]) {
      const response = await app(new Request(`http://${host}${path}`));
      await response.body?.cancel();
      assertEquals(response.status === 403, !isAllowed, path);
    }
    const body = JSON.stringify({ input: "?" });
    const asked = await app(new Request(`http://${host}/chain/stream`, { method: "POST", body }));
    await asked.body?.cancel();
    assertEquals([asked.status, chain.inputs.length], isAllowed ? [200, 1] : [403, 0]);
  });
}
