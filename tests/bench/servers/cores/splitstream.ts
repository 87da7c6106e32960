/** Splitstream for `deno serve`, with all its limits and defaults. */
import { createApp } from "../../../../src/mod.ts";
import { chain } from "../../chain.ts";

export default { fetch: createApp({ runnables: { chain } }) } satisfies Deno.ServeDefaultExport;
