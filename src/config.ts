import type { AppOptions } from "./app.ts";
import { assertEndMarkers } from "./stream/marker_matcher.ts";

/** Where to listen, and what to serve there. */
export interface Config {
  serve: { port: number; hostname: string };
  app: AppOptions;
}

/** Where variables are read from: `Deno.env`, or a map in a test. */
export interface Environment {
  get(name: string): string | undefined;
}

/** A variable has a value that it does not take. The message is one line. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Reads the configuration. This is the only place that knows the names of
 * variables; the README describes each. An empty one counts as not set, but
 * for `SYSTEM_PROMPT` and `START_MARKER`, which may well be empty.
 *
 * @throws {ConfigError} if a value will not do
 */
export function readConfig(env: Environment): Config {
  const read = <T>(name: string, takes: string, parse: (value: string) => T | undefined) => {
    const value = env.get(name);
    if (value === undefined || value === "") return undefined;
    const parsed = parse(value);
    if (parsed === undefined) {
      throw new ConfigError(`Cannot use ${name}=${quote(value)}: it takes ${takes}`);
    }
    return parsed;
  };
  const integer = (name: string, min: number, max: number) =>
    read(name, `a whole number from ${min} to ${max}`, (value) => {
      const number = /^\d{1,16}$/.test(value) ? Number(value) : NaN;
      return number >= min && number <= max ? number : undefined;
    });
  const text = (name: string) => read(name, "a text", (value) => value);

  const apiKey = text("OPENAI_API_KEY");
  const baseUrl = read("OPENAI_BASE_URL", "an http or https address", parseAddress);
  const modelName = text("OPENAI_MODEL") ?? "gpt-4o-mini";
  const temperature = read("TEMPERATURE", "a number from 0 to 2", parseTemperature);
  const tokenDelayMs = integer("DEMO_TOKEN_DELAY_MS", 0, 60_000);

  return {
    serve: {
      port: integer("PORT", 0, 65_535) ?? 8000,
      hostname: text("HOST") ?? "127.0.0.1",
    },
    app: {
      model: apiKey === undefined && baseUrl === undefined
        ? { provider: "demo", tokenDelayMs }
        : { provider: "openai", model: modelName, apiKey, baseUrl, temperature },
      systemPrompt: env.get("SYSTEM_PROMPT"),
      startMarker: env.get("START_MARKER"),
      endMarkers: read(
        "END_MARKERS",
        "a marker, or a JSON array of markers, none of them empty",
        parseEndMarkers,
      ),
      maxBodyBytes: integer("MAX_BODY_BYTES", 1, 2 ** 30),
    },
  };
}

function parseAddress(value: string): string | undefined {
  const protocol = URL.parse(value)?.protocol;
  return protocol === "http:" || protocol === "https:" ? value : undefined;
}

function parseTemperature(value: string): number | undefined {
  const number = /^(\d+\.?\d*|\.\d+)$/.test(value) ? Number(value) : NaN;
  return number <= 2 ? number : undefined;
}

/**
 * A JSON array is a list; all else, `[END]` too, is one marker as it stands. But
 * what begins as a list of strings and is none is a slip, not a marker.
 */
function parseEndMarkers(value: string): string[] | undefined {
  try {
    const list = parseArray(value);
    if (list === undefined && /^\[\s*"/.test(value)) return undefined;
    const markers = list ?? [value];
    assertEndMarkers(markers);
    return markers;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function parseArray(value: string): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined; // not JSON, so not a list
  }
}

/** In one line, and not for ever. */
function quote(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
