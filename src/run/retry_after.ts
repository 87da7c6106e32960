/** Returns the delay of a `Retry-After` header in seconds, or `null` if the value is invalid. */
export function retryAfterSeconds(value: string): number | null {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  if (!/^[A-Z][a-z]{2}, [\w :]{1,30} GMT$/.test(value)) return null;
  const seconds = (Date.parse(value) - Date.now()) / 1_000;
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}
