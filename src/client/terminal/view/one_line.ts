const MOST = 500;

/** Puts a text that may be of any form and length on one line. */
export function oneLine(text: string, most: number = MOST): string {
  const line = text.trim().replaceAll(/[\n\r\u2028\u2029]+/g, " ");
  if (line.length <= most) return line;
  return `${line.slice(0, most).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
