/** Returns what a person wrote as JSON, if it is that, or else as a text. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
