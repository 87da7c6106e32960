/** Where every release of `@opentelemetry/api` keeps what is registered. */
const REGISTRY = Symbol.for("opentelemetry.js.api.1");

/**
 * Whether spans go anywhere: Deno exports telemetry, or another SDK of OpenTelemetry is registered.
 * No variable says so on every platform: on Deno Deploy, `OTEL_DENO` cannot be set.
 */
export function hasTelemetry(): boolean {
  const registered: unknown = Reflect.get(globalThis, REGISTRY);
  return typeof registered === "object" && registered !== null && "trace" in registered;
}
