import { HttpError } from "../http_error.ts";

const MESSAGE = "A GET that runs a model is for EventSource, from a page of this server or of an " +
  "allowed origin: it needs the header Accept: text/event-stream. Use POST otherwise.";

/**
 * Refuses a GET that a page can make a browser send without being allowed to
 * ask: by an image, a script, a frame, a link, a redirect, or a fetch without
 * CORS. Each of them would run the model.
 *
 * An `EventSource` asks for `text/event-stream`, with CORS. A fetch without
 * CORS can set that header too. Browsers say what it is by `Sec-Fetch-…`, but
 * not over plain HTTP beyond loopback: there a browser, which no page can let
 * pass for anything else, has to name an origin that may ask.
 *
 * @param allows whether pages of an origin may ask
 * @throws {HttpError} 403
 */
export function assertDeliberate({ headers }: Request, allows: (origin: string) => boolean): void {
  const refuse = () => new HttpError(403, MESSAGE);
  const [type = ""] = (headers.get("accept") ?? "").slice(0, 100).split(/[,;]/, 1);
  if (type.trim().toLowerCase() !== "text/event-stream") throw refuse();
  const mode = headers.get("sec-fetch-mode");
  if (mode !== null && mode !== "cors" && mode !== "same-origin") throw refuse();

  const site = headers.get("sec-fetch-site");
  if (site === "same-origin") return;
  const isBrowser = site !== null || (headers.get("user-agent") ?? "").includes("Mozilla/");
  if (!isBrowser) return;
  const origin = headers.get("origin") ?? URL.parse(headers.get("referer") ?? "")?.origin ?? null;
  if (origin === null || !allows(origin)) throw refuse();
}
