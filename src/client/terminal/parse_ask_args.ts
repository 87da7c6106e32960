import { parseArgs } from "node:util";
import type { Messages } from "./messages/messages.ts";
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
  /** The thread that keeps the conversation. */
  thread: string | undefined;
  /** What answers the interrupt of the thread; `undefined` for a question. */
  resume: unknown;
  /** The address of a run to follow; `null` for a question. */
  follow: URL | null;
  system: string | undefined;
  model: string | undefined;
  temperature: number | undefined;
  /** The end markers; `undefined` for those of the server. */
  markers: string[] | undefined;
  /** The file that gets the end records. */
  save: string | undefined;
  /** Whether to print the record of the splits, and to show them; `undefined` for the latter. */
  splits: boolean | undefined;
  json: boolean;
  help: boolean;
}

/**
 * Parses the command line. Arguments other than options are the question.
 *
 * @throws {UsageError} if the arguments are invalid
 */
export function parseAskArgs(args: readonly string[], messages: Messages): AskOptions {
  const { values, positionals } = parse(args, messages);
  const { input, url, temperature, runnable = "chain", json = false, help = false } = values;
  for (const name of ["runnable", "thread", "system", "model", "marker", "save"] as const) {
    const isEmpty = (value?: string) => (name === "marker" ? value : value?.trim()) === "";
    if ([values[name]].flat().some(isEmpty)) {
      throw new UsageError(messages.emptyOption(`--${name}`));
    }
  }
  const question = positionals.length === 0 ? null : positionals.join(" ");
  if (question?.trim() === "") throw new UsageError(messages.emptyQuestion);
  assertTogether({ ...values, question: question ?? undefined }, messages);
  return {
    question,
    input: input === undefined ? undefined : parseJson(input, messages.badJson),
    runnable,
    url: url === undefined ? null : parseAddress(url, messages),
    thread: values.thread,
    resume: values.resume === undefined ? undefined : parseJson(values.resume, messages.badResume),
    follow: values.follow === undefined ? null : parseRun(values.follow, messages),
    system: values.system,
    model: values.model,
    temperature: temperature === undefined ? undefined : parseTemperature(temperature, messages),
    markers: values.marker,
    save: values.save,
    splits: values.splits,
    json,
    help,
  };
}

function parse(args: readonly string[], messages: Messages) {
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
        thread: { type: "string" },
        resume: { type: "string" },
        follow: { type: "string" },
        system: { type: "string", short: "s" },
        model: { type: "string", short: "m" },
        temperature: { type: "string", short: "t" },
        marker: { type: "string", multiple: true },
        save: { type: "string" },
        splits: { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // The rest of Node's message is advice on quoting in JavaScript.
    const [reason = ""] = error.message.split(/\.(?= |$)|\n/m);
    const unknown = reason.match(/^Unknown option (.*)$/)?.[1];
    throw new UsageError(
      unknown === undefined
        ? messages.badOption(oneLine(reason))
        : messages.unknownOption(oneLine(unknown)),
    );
  }
}

/** What takes the place of a question, and what cannot be used with it. */
const ALONE = {
  input: ["question", "system"],
  resume: ["question", "input", "system"],
  follow: ["question", "input", "resume", "url", "thread", "system"],
} as const;

/** @throws {UsageError} if options exclude each other */
function assertTogether(
  values: Readonly<Record<string, unknown>>,
  { notWith, needsThread, question }: Messages,
): void {
  for (const [option, others] of Object.entries(ALONE)) {
    const other = others.find((name) => values[name] !== undefined);
    if (values[option] === undefined || other === undefined) continue;
    throw new UsageError(notWith(`--${option}`, other === "question" ? question : `--${other}`));
  }
  if (values.resume !== undefined && values.thread === undefined) throw new UsageError(needsThread);
}

function parseJson(json: string, message: (got: string) => string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new UsageError(message(oneLine(json)));
  }
}

function parseRun(value: string, messages: Messages): URL {
  const url = URL.parse(value);
  if (url !== null && /^https?:$/.test(url.protocol) && /\/stream$/.test(url.pathname)) return url;
  throw new UsageError(messages.badRun(JSON.stringify(oneLine(value))));
}

function parseTemperature(value: string, messages: Messages): number {
  const temperature = value.trim() === "" ? NaN : Number(value);
  if (Number.isFinite(temperature) && temperature >= 0) return temperature;
  throw new UsageError(messages.badTemperature(JSON.stringify(oneLine(value))));
}

function parseAddress(value: string, messages: Messages): URL {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(messages.badAddress(JSON.stringify(oneLine(value))));
  }
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/`;
  url.search = url.hash = "";
  return url;
}
