import { ConfigError, readConfig } from "./src/config.ts";
import { serve } from "./src/serve.ts";

try {
  serve(readConfig(Deno.env));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  try {
    console.error(error.message);
  } finally {
    Deno.exit(1); // even where the log cannot be written
  }
}
