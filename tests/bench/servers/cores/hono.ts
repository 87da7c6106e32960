/** Hono for `deno serve`. */
import { honoApp } from "../hono_app.ts";

export default { fetch: (request) => honoApp.fetch(request) } satisfies Deno.ServeDefaultExport;
