import { parseArgs } from "node:util";
import { oneLine } from "./view/one_line.ts";
import { UsageError } from "./usage_error.ts";

/** What the command line says. */
export interface AskOptions {
  /** `null` if it is to be read, or talked about. */
  question: string | null;
  /** The name of the runnable to ask. */
  way: string;
  /** Where a server runs, with a slash at the end; `null` to answer in-process. */
  url: URL | null;
  /** Whether the splits are shown; `undefined` if it is not said. */
  splits: boolean | undefined;
  json: boolean;
  help: boolean;
}

/**
 * Reads the command line. Options stand anywhere; all else is the question.
 *
 * @throws {UsageError} if it cannot be understood
 */
export function parseAskArgs(args: readonly string[]): AskOptions {
  const { values, positionals } = parse(args);
  const { way = "chain", url, splits, json = false, help = false } = values;
  if (way === "") throw new UsageError("Cannot ask a way without a name");
  const question = positionals.length === 0 ? null : positionals.join(" ");
  if (question?.trim() === "") throw new UsageError("Cannot ask an empty question");
  return {
    question,
    way,
    url: url === undefined ? null : parseAddress(url),
    splits,
    json,
    help,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: true,
      allowNegative: true,
      options: {
        way: { type: "string", short: "w" },
        url: { type: "string", short: "u" },
        splits: { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // The rest of Node's message is advice on JavaScript's quotes.
    const [reason = ""] = error.message.split(/\.(?= |$)|\n/m);
    throw new UsageError(oneLine(reason));
  }
}

function parseAddress(value: string): URL {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    const got = JSON.stringify(oneLine(value));
    throw new UsageError(`Cannot use --url ${got}: expected one like http://localhost:8000`);
  }
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/`;
  url.search = url.hash = "";
  return url;
}
