import { parseArgs } from "node:util";
import { oneLine } from "./view/one_line.ts";
import { UsageError } from "./usage_error.ts";

/** The options of the command line. */
export interface AskOptions {
  /** The question; `null` to read it from standard input, or to hold a conversation. */
  question: string | null;
  /** The JSON input of a runnable that does not converse; `undefined` for a question. */
  input: unknown;
  /** The name of the runnable. */
  runnable: string;
  /** The address of a server, with a slash at the end; `null` to answer in this process. */
  url: URL | null;
  /** Whether to show the splits; `undefined` for the default. */
  splits: boolean | undefined;
  json: boolean;
  help: boolean;
}

/**
 * Parses the command line. Arguments other than options are the question.
 *
 * @throws {UsageError} if the arguments are invalid
 */
export function parseAskArgs(args: readonly string[]): AskOptions {
  const { values, positionals } = parse(args);
  const { runnable = "chain", input, url, splits, json = false, help = false } = values;
  if (runnable === "") throw new UsageError("Cannot run a runnable without a name");
  const question = positionals.length === 0 ? null : positionals.join(" ");
  if (question?.trim() === "") throw new UsageError("Cannot ask an empty question");
  if (question !== null && input !== undefined) {
    throw new UsageError("Cannot use both --input and a question");
  }
  return {
    question,
    input: input === undefined ? undefined : parseInput(input),
    runnable,
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
        runnable: { type: "string", short: "r" },
        input: { type: "string", short: "i" },
        url: { type: "string", short: "u" },
        splits: { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // The rest of Node's message is advice on quoting in JavaScript.
    const [reason = ""] = error.message.split(/\.(?= |$)|\n/m);
    throw new UsageError(oneLine(reason));
  }
}

function parseInput(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    const got = oneLine(json);
    throw new UsageError(`Cannot use --input ${got}: expected JSON like '{"topic":"cats"}'`);
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
