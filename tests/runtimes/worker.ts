// An app as other runtimes have it: made while the module is loaded, and called with whatever they
// bring. Bundled by runtimes_test.ts.
import { createApp } from "../../src/mod.ts";

/** The address of the model's server, set by the bundler. */
declare const BASE_URL: string;

const app = createApp({
  model: { provider: "openai", model: "m", apiKey: "none", baseUrl: BASE_URL },
  access: { apiKeys: ["k"], requestsPerMinute: 100 },
});

export default { fetch: app };
