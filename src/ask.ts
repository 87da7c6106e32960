import { stream, type StreamError, type StreamInput, type StreamOptions } from "./client/stream.ts";
import { converse } from "./client/terminal/converse.ts";
import { describeFailure } from "./client/terminal/describe_failure.ts";
import { Interrupts } from "./client/terminal/interrupts.ts";
import { JsonView } from "./client/terminal/view/json_view.ts";
import { type AskOptions, parseAskArgs } from "./client/terminal/parse_ask_args.ts";
import { readQuestion } from "./client/terminal/read_question.ts";
import { rootMessage } from "./client/terminal/root_message.ts";
import { showAnswer } from "./client/terminal/view/show_answer.ts";
import { TerminalWriter, WriteError } from "./client/terminal/view/terminal_writer.ts";
import { TextView } from "./client/terminal/view/text_view.ts";
import { USAGE } from "./client/terminal/usage.ts";
import { UsageError } from "./client/terminal/usage_error.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";

/** The server that answers. */
interface Server {
  name: string;
  /** A note for the user, or an empty string. */
  note: string;
  /** The address, with a slash at the end. */
  url: URL;
  fetch: StreamOptions["fetch"];
  /** Returns the cause of the last failure, or an empty string. */
  cause: () => string;
}

/** 128 plus the number of the signal, by the convention of shells. */
const INTERRUPTED = 130;
const BROKEN_PIPE = 141;
/** The pause between an answer and the next prompt, in milliseconds. */
const SETTLE_MS = 100;
const EXIT_CODES = { whole: 0, failed: 1, stopped: INTERRUPTED };

const hasColor = !Deno.noColor;
const stdout = new TerminalWriter(Deno.stdout.writable, {
  isTerminal: Deno.stdout.isTerminal(),
  hasColor,
});
const stderr = new TerminalWriter(Deno.stderr.writable, {
  isTerminal: Deno.stderr.isTerminal(),
  hasColor,
});

async function main(): Promise<number> {
  const options = parseAskArgs(Deno.args);
  if (!options.help) return await ask(options);
  await stdout.write(USAGE);
  return 0;
}

async function ask(
  { question: given, input, runnable, url, json, ...options }: AskOptions,
): Promise<number> {
  const config = readConfig(Deno.env);
  const { apiKey } = config.client;
  const interrupts = new Interrupts({
    now: () => performance.now(),
    leave: () => Deno.exit(INTERRUPTED),
  });
  Deno.addSignalListener("SIGINT", () => interrupts.press());

  const hasInput = given !== null || input !== undefined;
  const isTyped = !hasInput && Deno.stdin.isTerminal();
  const isConversation = isTyped && stdout.isTerminal; // the prompt does not belong in a file
  if (isTyped && !isConversation) {
    await stderr.line("Type the question. Ctrl-D ends it.", "dim");
  }
  const question = isConversation || input !== undefined
    ? given
    : given ?? await readQuestion(Deno.stdin.readable);
  const server = url === null ? await answerHere(config) : answerFrom(url);

  const { splits = !isConversation } = options;
  const view = json ? new JsonView(stdout) : new TextView({ stdout, stderr, splits });
  const report = async (error: StreamError) => {
    const hasKey = apiKey !== undefined;
    await stderr.line(describeFailure(error, { server: server.name, hasKey }), "red");
    const cause = server.cause();
    if (cause !== "") await stderr.line(cause, "dim");
  };
  const address = new URL(`${encodeURIComponent(runnable)}/stream`, server.url);
  const answer = (input: StreamInput) =>
    interrupts.during((signal) => {
      const events = stream(address, input, { signal, apiKey, fetch: server.fetch });
      return showAnswer(events, { view, signal, report });
    });
  if (input !== undefined) return EXIT_CODES[(await answer(input as StreamInput)).end];
  if (question !== null) return EXIT_CODES[(await answer(question)).end];

  const keys = "Ctrl-C stops an answer, Ctrl-D leaves.";
  await stderr.line(`Talking to ${server.name} through ${runnable}. ${server.note}${keys}`, "dim");
  const nextQuestion = async () => {
    // The prompt blocks the event loop, and takes a signal for the end of the input. The pause lets
    // an ended answer close its connection, and the second signal of a Ctrl-C arrive.
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    return prompt(">");
  };
  await converse({ question: nextQuestion, answer });
  return 0;
}

function answerFrom(url: URL): Server {
  const name = url.href.slice(0, -1);
  return { name, note: "", url, fetch: undefined, cause: () => "" };
}

async function answerHere({ app: options }: Config): Promise<Server> {
  const { createApp } = await import("./app.ts"); // slow to load
  const { DEMO_NOTE } = await import("./builtin/built_in_runnables.ts");
  let cause = "";
  const onError = (error: unknown) => void (cause = rootMessage(error));
  const app = createApp({ ...options, access: {}, onError }); // the user of this process needs no key
  const { model } = options;
  return {
    name: model?.provider === "openai" ? model.model : "the demo",
    note: model?.provider === "openai" ? "" : `${DEMO_NOTE} `,
    url: new URL("http://localhost/"),
    fetch: (url, init) => {
      cause = "";
      return app(new Request(url, init));
    },
    cause: () => cause,
  };
}

async function endWith(error: unknown): Promise<number> {
  if (error instanceof WriteError && error.cause instanceof Deno.errors.BrokenPipe) {
    return BROKEN_PIPE;
  }
  if (error instanceof UsageError) {
    await stderr.line(`${error.message}. "deno task ask --help" shows the options.`, "red");
    return 2;
  }
  if (!(error instanceof ConfigError || error instanceof WriteError)) throw error;
  await stderr.line(error.message, "red");
  return 1;
}

Deno.exit(await main().catch(endWith));
