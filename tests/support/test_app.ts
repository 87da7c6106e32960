import { createApp, type Seams } from "../../src/app.ts";
import type { AppOptions, Handler } from "../../src/mod.ts";

/** An app with a timer, a clock or ids of the test's own, which the public options do not have. */
export function testApp(options: AppOptions & Partial<Seams>): Handler {
  return createApp(options);
}
