import { createApp, DEMO_NOTE } from "./src/app.ts";
import { ConfigError, readConfig } from "./src/config.ts";

try {
  const { serve, app } = readConfig(Deno.env);
  const onListen = ({ hostname, port }: Deno.NetAddr) => {
    const host = hostname.includes(":") ? `[${hostname}]` : hostname;
    console.log(`Splitstream: http://${host}:${port}/`);
    if (app.model?.provider === "demo") console.log(DEMO_NOTE);
  };
  const handler = createApp(app);
  try {
    Deno.serve({ ...serve, onListen }, handler);
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new ConfigError(`Cannot listen on HOST=${serve.hostname} PORT=${serve.port}: ${reason}`);
  }
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
