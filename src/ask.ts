import { stream, type StreamError, type StreamInput, type StreamOptions } from "./client/stream.ts";
import { converse } from "./client/terminal/converse.ts";
import { describeFailure } from "./client/terminal/describe_failure.ts";
import { LinePrompt } from "./client/terminal/edit/line_prompt.ts";
import { enterRawMode, terminalSize } from "./client/terminal/edit/raw_mode.ts";
import { Interrupts } from "./client/terminal/interrupts.ts";
import { messagesFor } from "./client/terminal/messages/messages.ts";
import { openRecordFile } from "./client/terminal/open_record_file.ts";
import { type AskOptions, parseAskArgs } from "./client/terminal/parse_ask_args.ts";
import { readQuestion } from "./client/terminal/read_question.ts";
import { rootMessage } from "./client/terminal/root_message.ts";
import { toConfig, toInput } from "./client/terminal/to_request.ts";
import { UsageError } from "./client/terminal/usage_error.ts";
import { JsonView } from "./client/terminal/view/json_view.ts";
import { showAnswer } from "./client/terminal/view/show_answer.ts";
import { SignOfLife } from "./client/terminal/view/sign_of_life.ts";
import { TerminalWriter, WriteError } from "./client/terminal/view/terminal_writer.ts";
import { TextView } from "./client/terminal/view/text_view.ts";
import { WaitingView } from "./client/terminal/view/waiting_view.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";

/** The server that answers. */
interface Server {
  name: string;
  isDemo: boolean;
  /** The address, with a slash at the end. */
  url: URL;
  fetch: StreamOptions["fetch"];
  /** Returns the cause of the last failure, or an empty string. */
  cause: () => string;
}

/** 128 plus the number of the signal, by the convention of shells. */
const INTERRUPTED = 130;
const BROKEN_PIPE = 141;
/** The pause between an answer and the next prompt that blocks, in milliseconds. */
const SETTLE_MS = 100;
const EXIT_CODES = { whole: 0, failed: 1, stopped: INTERRUPTED };

const [LC_ALL, LC_MESSAGES, LANG, TERM] = ["LC_ALL", "LC_MESSAGES", "LANG", "TERM"]
  .map((name) => Deno.env.get(name));
const messages = messagesFor({ LC_ALL, LC_MESSAGES, LANG });
const isDumb = TERM === "dumb"; // a terminal that knows no control sequences
const hasColor = !Deno.noColor && !isDumb;
const stdout = new TerminalWriter(Deno.stdout.writable, {
  isTerminal: Deno.stdout.isTerminal(),
  hasColor,
});
const stderr = new TerminalWriter(Deno.stderr.writable, {
  isTerminal: Deno.stderr.isTerminal(),
  hasColor,
});
const life = new SignOfLife({
  stdout,
  stderr,
  canErase: !isDumb,
  now: () => performance.now(),
  every(ms, call) {
    const timer = setInterval(call, ms);
    return () => clearInterval(timer);
  },
});

async function main(): Promise<number> {
  const options = parseAskArgs(Deno.args, messages);
  if (!options.help) return await ask(options);
  await stdout.write(messages.usage);
  return 0;
}

async function ask(options: AskOptions): Promise<number> {
  const { input, runnable, url, json, splits, system, save } = options;
  const config = readConfig(Deno.env);
  const { apiKey } = config.client;
  const interrupts = new Interrupts({
    now: () => performance.now(),
    leave: () => Deno.exit(INTERRUPTED),
  });
  Deno.addSignalListener("SIGINT", () => interrupts.press());

  const records = save === undefined ? null : await openRecordFile(save);
  const hasInput = options.question !== null || input !== undefined;
  const isTyped = !hasInput && Deno.stdin.isTerminal();
  const isConversation = isTyped && stdout.isTerminal; // the prompt does not belong in a file
  if (isTyped && !isConversation) await stderr.line(messages.typeQuestion, "dim");
  const question = isConversation || input !== undefined
    ? null
    : await completeQuestion(options.question);
  const server = url === null ? await answerHere(config) : answerFrom(url);

  const report = async (error: StreamError) => {
    const hasKey = apiKey !== undefined;
    await stderr.line(describeFailure(error, { server: server.name, hasKey, messages }), "red");
    const cause = server.cause();
    if (cause !== "") await stderr.line(cause, "dim");
  };
  const address = new URL(`${encodeURIComponent(runnable)}/stream`, server.url);
  const answer = async (input: StreamInput) => {
    const outcome = await interrupts.during((signal) => {
      const view = json ? new JsonView(stdout) : new TextView({ stdout, stderr, splits, messages });
      const { fetch } = server;
      const events = stream(address, input, { signal, apiKey, fetch, config: toConfig(options) });
      return showAnswer(events, {
        view: new WaitingView(view, { life, messages }),
        signal,
        report,
      });
    });
    if (outcome.record !== null) await records?.write(`${JSON.stringify(outcome.record)}\n`);
    return outcome;
  };
  if (input !== undefined) return EXIT_CODES[(await answer(input as StreamInput)).end];
  if (question !== null) {
    return EXIT_CODES[(await answer(toInput({ question, history: null }, system))).end];
  }

  const model = options.model ?? (server.isDemo ? messages.demo : server.name);
  await stderr.line(messages.talking(model, runnable), "dim");
  if (server.isDemo) await stderr.line(messages.demoNote, "dim");
  await stderr.line(messages.keys, "dim");
  const restore = isDumb ? () => {} : enterRawMode();
  try {
    const question = isDumb ? blockingPrompt : rawPrompt(interrupts);
    await converse({ question, answer: (asked) => answer(toInput(asked, system)) });
  } finally {
    restore();
  }
  return 0;
}

/** Returns a question with what stands on standard input. */
async function completeQuestion(question: string | null): Promise<string> {
  if (question !== null && Deno.stdin.isTerminal()) return question;
  if (!Deno.stdin.isTerminal()) life.wait(messages.reading);
  try {
    return await readQuestion(Deno.stdin.readable, { question, messages });
  } finally {
    await life.end();
  }
}

function rawPrompt(interrupts: Interrupts): () => Promise<string | null> {
  const prompt = new LinePrompt({
    input: Deno.stdin.readable,
    output: stdout,
    size: terminalSize,
    interrupt() {
      stderr.control("^C").catch(() => {}); // as a terminal does that is not in raw mode
      interrupts.press();
    },
  });
  return () => prompt.read();
}

/**
 * Blocks the event loop, and takes a signal for the end of the input. The pause lets an ended answer
 * close its connection, and the second signal of a Ctrl-C arrive.
 */
async function blockingPrompt(): Promise<string | null> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  return prompt(">");
}

function answerFrom(url: URL): Server {
  return { name: url.href.slice(0, -1), isDemo: false, url, fetch: undefined, cause: () => "" };
}

async function answerHere({ app: options }: Config): Promise<Server> {
  const { createApp } = await import("./app.ts"); // slow to load
  let cause = "";
  const onError = (error: unknown) => void (cause = rootMessage(error));
  const app = createApp({ ...options, access: {}, onError }); // the user of this process needs no key
  const { model } = options;
  return {
    name: model?.provider === "openai" ? model.model : "the demo",
    isDemo: model?.provider !== "openai",
    url: new URL("http://localhost/"),
    fetch: (url, init) => {
      cause = "";
      return app(new Request(url, init));
    },
    cause: () => cause,
  };
}

async function endWith(error: unknown): Promise<number> {
  await life.end().catch(() => {}); // the terminal may be what failed
  if (error instanceof WriteError && error.cause instanceof Deno.errors.BrokenPipe) {
    return BROKEN_PIPE;
  }
  if (error instanceof UsageError) {
    await stderr.line(messages.seeHelp(error.message), "red");
    return 2;
  }
  if (!(error instanceof ConfigError || error instanceof WriteError)) throw error;
  const line = error instanceof WriteError
    ? messages.cannotWrite(error.reason, error.path)
    : error.message;
  await stderr.line(line, "red");
  return 1;
}

Deno.exit(await main().catch(endWith));
