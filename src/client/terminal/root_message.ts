import { oneLine } from "./view/one_line.ts";

/** Returns the message of the innermost cause of an error, on one line. */
export function rootMessage(error: unknown): string {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  const [line = ""] = (root instanceof Error ? root.message : String(root)).trim().split("\n");
  return oneLine(line);
}
