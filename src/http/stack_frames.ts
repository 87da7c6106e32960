import { isInstance, propertyOf } from "../runnables/inspect.ts";
import { maskText, type Secrets } from "./mask_text.ts";

const MAX_READ = 20_000;
const MAX_FRAMES = 10;

/**
 * Reads where an error was thrown, for a log: the functions, and the positions in their files.
 * Of a file's path only its name is kept, and its package's. Never throws.
 */
export function stackFrames(error: unknown, { secrets, said }: Secrets): string[] {
  const stack = propertyOf(error, "stack");
  if (!isInstance(error, Error) || typeof stack !== "string") return [];
  // The message comes first, and may look like frames.
  const message = propertyOf(error, "message");
  const at = typeof message === "string" ? stack.indexOf(message) : -1;
  const frames = at === -1 ? stack : stack.slice(at + String(message).length);
  const known = said === "unknown" ? [] : said; // code does not repeat what callers said
  return frames.slice(0, MAX_READ).split("\n")
    .map(frameOf)
    .filter((frame) => frame !== null)
    .filter(({ text }) => maskText(text, { secrets, said: known }) === text)
    .slice(0, MAX_FRAMES)
    .map(({ text, position }) => `at ${text}${position}`);
}

const FRAME =
  /^ {1,8}at (?:(?:async )?([\w$.<>#[\] ]{1,120}) \()?([^()\s]{1,2000})(:\d{1,7}:\d{1,7})\)?$/;

function frameOf(line: string): { text: string; position: string } | null {
  const [, name, path, position = ""] = FRAME.exec(line) ?? [];
  if (path === undefined) return null;
  const file = path.slice(path.lastIndexOf("/") + 1);
  if (!/^[\w.@-]{1,80}$/.test(file)) return null;
  const inPackage = packageOf(path);
  const place = inPackage === null ? file : `${inPackage}, ${file}`;
  return {
    text: name === undefined ? place : `${name} (${place}`,
    position: position + (name === undefined ? "" : ")"),
  };
}

/** `@langchain/core` of `…/npm/registry.npmjs.org/@langchain/core/1.4.0/dist/runnables/base.js`. */
function packageOf(path: string): string | null {
  const [, name = null] =
    /\/(?:node_modules|registry\.npmjs\.org)\/((?:@[\w.-]{1,80}\/)?[\w.-]{1,80})\//.exec(path) ??
      [];
  return name;
}
