import { isInstance, propertyOf } from "../../run/inspect.ts";
import { findRepeats } from "./masking/find_repeats.ts";
import type { Secrets } from "./masking/mask_text.ts";
import { findRanges } from "./masking/masked_range.ts";
import { SECRET_PATTERNS } from "./masking/secret_patterns.ts";

const MAX_READ = 20_000;
const MAX_FRAMES = 10;

/**
 * Returns the stack of an error for a log: functions, and positions in files. Reduces the path of a
 * file to the name of the file and of its package. Never throws.
 */
export function stackFrames(error: unknown, { secrets, said }: Secrets): string[] {
  const stack = propertyOf(error, "stack");
  if (!isInstance(error, Error) || typeof stack !== "string") return [];
  // The stack starts with the message, which may look like frames.
  const message = propertyOf(error, "message");
  const at = typeof message === "string" ? stack.indexOf(message) : -1;
  const frames = at === -1 ? stack : stack.slice(at + String(message).length);
  return drop(frames.slice(0, MAX_READ).split("\n").map(frameOf).filter((it) => it !== null), {
    secrets,
    said: typeof said === "string" ? [] : said, // code rarely repeats a prompt
  }).slice(0, MAX_FRAMES);
}

/** Drops the frames that contain a secret or a prompt. */
function drop(
  frames: readonly string[],
  { secrets, said }: { secrets: readonly string[]; said: readonly string[] },
): string[] {
  const text = frames.join("\n");
  const ranges = [
    ...findRanges(text, { patterns: SECRET_PATTERNS, label: "secret" }),
    ...findRepeats(text, { of: secrets, label: "secret" }),
    ...findRepeats(text, { of: said, label: "prompt" }),
  ];
  let end = -1;
  return frames.filter((frame) => {
    const start = end + 1;
    end = start + frame.length;
    return ranges.every((range) => range.end <= start || range.start >= end);
  });
}

const FRAME =
  /^ {1,8}at (?:(?:async )?([\w$.<>#[\] ]{1,120}) \()?([^()\s]{1,2000})(:\d{1,7}:\d{1,7})\)?$/;

function frameOf(line: string): string | null {
  const [, name, path, position = ""] = FRAME.exec(line) ?? [];
  if (path === undefined) return null;
  const file = path.slice(path.lastIndexOf("/") + 1);
  if (!/^[\w.@-]{1,80}$/.test(file)) return null;
  const inPackage = packageOf(path);
  const place = `${inPackage === null ? "" : `${inPackage}, `}${file}${position}`;
  return name === undefined ? `at ${place}` : `at ${name} (${place})`;
}

/** Returns `@langchain/core` for `…/npm/{registry}/@langchain/core/1.4.0/dist/runnables/base.js`. */
function packageOf(path: string): string | null {
  const [, name = null] =
    /\/(?:node_modules|npm\/[\w.-]{1,80})\/((?:@[\w.-]{1,80}\/)?[\w.-]{1,80})\//.exec(path) ??
      [];
  return name;
}
