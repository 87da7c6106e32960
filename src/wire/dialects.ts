import type { Dialect } from "./dialect.ts";
import { ndjson } from "./ndjson.ts";
import { sse } from "./sse.ts";
import { text } from "./text.ts";

/** The dialects that `Accept` chooses from. The first is the default. */
export const dialects: readonly Dialect[] = [sse, ndjson, text];
