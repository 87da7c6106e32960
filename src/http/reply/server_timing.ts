/**
 * Returns a `Server-Timing` header. The durations are in milliseconds, by name.
 *
 * @see {@link https://www.w3.org/TR/server-timing/ | Server Timing}
 */
export function serverTiming(durations: Readonly<Record<string, number | null>>): string {
  return Object.entries(durations)
    .filter(([, ms]) => ms !== null)
    .map(([name, ms]) => `${name};dur=${Math.round(Number(ms))}`)
    .join(", ");
}
