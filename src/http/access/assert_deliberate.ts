import { HttpError } from "../http_error.ts";

const MESSAGE = "GET is only for EventSource on a page of this server or of an allowed origin, " +
  "with the header Accept: text/event-stream. Use POST instead.";

/**
 * Refuses a GET that any page can make a browser send: by an image, a script, a frame, a link, a
 * redirect, or a fetch without CORS. Each of them would run the model.
 *
 * An `EventSource` accepts `text/event-stream` and uses CORS. A fetch without CORS can set the same
 * `Accept` header. Browsers reveal it by `Sec-Fetch-…`, but not over plain HTTP beyond loopback.
 * There, a browser must name an allowed origin. A browser is recognized by its user agent, which a
 * page cannot hide.
 *
 * @param allows whether pages of an origin may call the server
 * @throws {HttpError} 403 if the request may come from any page
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
