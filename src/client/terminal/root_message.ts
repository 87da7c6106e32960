import { oneLine } from "./view/one_line.ts";

/** What lies at the bottom of an error, in a line: a refused connection, say. */
export function rootMessage(error: unknown): string {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  const [line = ""] = (root instanceof Error ? root.message : String(root)).trim().split("\n");
  return oneLine(line);
}
