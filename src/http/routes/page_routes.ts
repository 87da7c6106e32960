import { eTag, ifNoneMatch } from "@std/http/etag";
import { MAX_HEADER_LENGTH } from "../limits.ts";
import { REPLY_HEADERS } from "../reply/reply_headers.ts";
import type { FetchHandler } from "../handler.ts";
import type { Route } from "../router.ts";

/**
 * The content security policy: the page may run its own script, use its own style, and call its own
 * server. Text that looks like markup could do nothing even if it became markup.
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

/** Pages of any origin may import the client. */
const ANY_ORIGIN = {
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
};

/** The header fields of a file, by the end of its name. */
const TYPE_HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  css: { "content-type": "text/css; charset=utf-8" },
  html: { "content-type": "text/html; charset=utf-8", ...PAGE_HEADERS },
  js: { "content-type": "text/javascript; charset=utf-8" },
  svg: { "content-type": "image/svg+xml" },
};

/** The files, whose texts are loaded when the first of them is asked for. */
const NAMES = ["client.js", "icon.svg", "index.html", "page.css", "page.js"] as const;

/** Returns the routes of the page and its files, and of `GET /client.js`. */
export function pageRoutes(): Route[] {
  return NAMES.map((name) => {
    const headers = TYPE_HEADERS[name.slice(name.lastIndexOf(".") + 1)] ?? {};
    return asset(name, { ...headers, ...(name === "client.js" ? ANY_ORIGIN : {}) });
  });
}

/**
 * Returns a header, or `null` if it is too long: splitting one of 60,000 spaces takes `@std/http`
 * seconds.
 */
function bounded(header: string | null): string | null {
  return header !== null && header.length <= MAX_HEADER_LENGTH ? header : null;
}

/** Unlike an answer, a file may be cached, and is revalidated by its `ETag`. */
const CACHED = { "cache-control": "no-cache, no-transform" };

interface Asset {
  text: string;
  etag: string;
}

async function load(name: string): Promise<Asset> {
  const { FILES } = await import("../../page/built/files.ts");
  const text = FILES[name];
  if (text === undefined) throw new Error(`The page has no file ${name}`);
  return { text, etag: await eTag(text) };
}

/** Returns the route of a file. A client that has it gets a 304. */
function asset(name: string, contentHeaders: Record<string, string>): Route {
  let loading: Promise<Asset> | undefined;
  const get: FetchHandler = async (request) => {
    const { text, etag } = await (loading ??= load(name));
    const headers = { ...REPLY_HEADERS, ...CACHED, ...contentHeaders, etag };
    return ifNoneMatch(bounded(request.headers.get("if-none-match")), etag)
      ? new Response(text, { headers })
      : new Response(null, { status: 304, headers });
  };
  return { path: name === "index.html" ? "/" : `/${name}`, methods: { GET: get } };
}
