const MAX_LENGTH = 500;

/** Returns a text on one line, cut at a maximum length. */
export function oneLine(text: string, maxLength: number = MAX_LENGTH): string {
  const line = text.trim().replaceAll(/[\n\r\u2028\u2029]+/g, " ");
  if (line.length <= maxLength) return line;
  return `${line.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
