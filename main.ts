import { ConfigError, readConfig } from "./src/config.ts";
import { serve } from "./src/serve.ts";

try {
  serve(readConfig(Deno.env));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
