import type { Dialect } from "./dialect.ts";
import { ndjson } from "./ndjson.ts";
import { sse } from "./sse.ts";
import { text } from "./text.ts";

/** What `Accept` may ask for; the first is the default. */
export const dialects: readonly Dialect[] = [sse, ndjson, text];
