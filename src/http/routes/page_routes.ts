import { eTag, ifNoneMatch } from "@std/http";
import client from "../../page/built/client.js" with { type: "text" };
import script from "../../page/built/page.js" with { type: "text" };
import icon from "../../page/icon.svg" with { type: "text" };
import page from "../../page/index.html" with { type: "text" };
import style from "../../page/page.css" with { type: "text" };
import { MAX_HEADER_LENGTH } from "../limits.ts";
import { REPLY_HEADERS } from "../reply/reply_headers.ts";
import type { FetchHandler } from "../handler.ts";
import type { Route } from "../router.ts";

/**
 * What the page may do: run its own script, wear its own style, and ask its own
 * server. So text of a model or a user that looks like markup could do nothing
 * even if it became some.
 */
const PAGE_HEADERS = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; "),
  "referrer-policy": "no-referrer",
};

/** Any page may import the client, wherever it comes from. */
const ANY_ORIGIN = {
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
};

/** `GET /`, the page, with what belongs to it; and `GET /client.js`, for any page. */
export function pageRoutes(): Route[] {
  return [
    asset("/", page, { "content-type": "text/html; charset=utf-8", ...PAGE_HEADERS }),
    asset("/page.css", style, { "content-type": "text/css; charset=utf-8" }),
    asset("/page.js", script, { "content-type": "text/javascript; charset=utf-8" }),
    asset("/icon.svg", icon, { "content-type": "image/svg+xml" }),
    asset("/client.js", client, {
      "content-type": "text/javascript; charset=utf-8",
      ...ANY_ORIGIN,
    }),
  ];
}

/**
 * A header, unless it is so long that no client means it: to split one of 60,000
 * spaces takes `@std/http` seconds.
 */
function bounded(header: string | null): string | null {
  return header !== null && header.length <= MAX_HEADER_LENGTH ? header : null;
}

/** Unlike an answer, a file may be kept, and is asked for again only by its tag. */
const CACHED = { "cache-control": "no-cache, no-transform" };

/** Serves a text; a client that has it already gets a 304. */
function asset(path: string, text: string, contentHeaders: Record<string, string>): Route {
  let made: Promise<string> | undefined;
  const get: FetchHandler = async (request) => {
    const etag = await (made ??= eTag(text));
    const headers = { ...REPLY_HEADERS, ...CACHED, ...contentHeaders, etag };
    return ifNoneMatch(bounded(request.headers.get("if-none-match")), etag)
      ? new Response(text, { headers })
      : new Response(null, { status: 304, headers });
  };
  return { path, methods: { GET: get, HEAD: get } };
}
