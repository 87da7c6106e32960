import { type AppOptions, createApp } from "../../src/mod.ts";

/** Serves an app on a loopback port of its own. */
export function serve(options: AppOptions = {}): AsyncDisposable & { origin: string } {
  const demo = { provider: "demo", tokenDelayMs: 0 } as const;
  const app = createApp({ model: demo, onError() {}, ...options });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, app);
  return {
    origin: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Sockets that clients keep for another request are not ours to close. */
export const KEEPS_SOCKETS = { sanitizeOps: false, sanitizeResources: false };
