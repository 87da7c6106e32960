import {
  type AnswerEvent,
  follow,
  stream,
  type StreamError,
  type StreamInput,
  type StreamOptions,
} from "./client/stream.ts";
import { askHuman } from "./client/terminal/ask_human.ts";
import { converse } from "./client/terminal/converse.ts";
import { describeFailure } from "./client/terminal/describe_failure.ts";
import { Interrupts } from "./client/terminal/interrupts.ts";
import { messagesFor } from "./client/terminal/messages/messages.ts";
import { openRecordFile } from "./client/terminal/open_record_file.ts";
import { type AskOptions, parseAskArgs } from "./client/terminal/parse_ask_args.ts";
import { openPrompt, type Prompt } from "./client/terminal/prompts.ts";
import { readQuestion } from "./client/terminal/read_question.ts";
import { rootMessage } from "./client/terminal/root_message.ts";
import { toConfig, toInput } from "./client/terminal/to_request.ts";
import { UsageError } from "./client/terminal/usage_error.ts";
import { JsonView } from "./client/terminal/view/json_view.ts";
import { type Outcome, showAnswer } from "./client/terminal/view/show_answer.ts";
import { SignOfLife } from "./client/terminal/view/sign_of_life.ts";
import { TerminalWriter, WriteError } from "./client/terminal/view/terminal_writer.ts";
import { TextView } from "./client/terminal/view/text_view.ts";
import { WaitingView } from "./client/terminal/view/waiting_view.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { openLocalServer } from "./process/local_server.ts";

/** The server that answers. */
interface Server {
  name: string;
  isDemo: boolean;
  /** The address, with a slash at the end. */
  url: URL;
  fetch: StreamOptions["fetch"];
  /** Returns the cause of the last failure, or an empty string. */
  cause: () => string;
  /** Whether a thread outlives this program. */
  keepsThreads: boolean;
  /** Called when nothing more is asked. */
  close: () => Promise<void>;
}

/** 128 plus the number of the signal, by the convention of shells. */
const INTERRUPTED = 130;
const BROKEN_PIPE = 141;
const EXIT_CODES = { whole: 0, failed: 1, lost: 1, waits: 3, stopped: INTERRUPTED };

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
  const { input, resume, runnable, json, splits, system, save, thread } = options;
  const config = readConfig(Deno.env);
  const { apiKey } = config.client;
  const interrupts = new Interrupts({
    now: () => performance.now(),
    leave: () => Deno.exit(INTERRUPTED),
  });
  Deno.addSignalListener("SIGINT", () => interrupts.press());

  const records = save === undefined ? null : await openRecordFile(save);
  const hasInput = input !== undefined || resume !== undefined || options.follow !== null;
  const isTyped = !hasInput && options.question === null && Deno.stdin.isTerminal();
  const isConversation = isTyped && stdout.isTerminal; // the prompt does not belong in a file
  if (isTyped && !isConversation) await stderr.line(messages.typeQuestion, "dim");
  const question = isConversation || hasInput ? null : await completeQuestion(options.question);
  const server = await findServer(options, config);
  const tell = (line: string) => stderr.line(line, "dim");

  const report = async (error: StreamError, isLost: boolean) => {
    const hasKey = apiKey !== undefined;
    const said = describeFailure(error, { server: server.name, hasKey, isLost, messages });
    await stderr.line(said, "red");
    const cause = server.cause();
    if (cause !== "") await tell(cause);
  };
  const show = async (open: (signal: AbortSignal) => AsyncIterable<AnswerEvent>) => {
    const outcome = await interrupts.during((signal) => {
      const view = json ? new JsonView(stdout) : new TextView({ stdout, stderr, splits, messages });
      return showAnswer(open(signal), {
        view: new WaitingView(view, { life, messages }),
        signal,
        report,
      });
    });
    if (outcome.record !== null) await records?.write(`${JSON.stringify(outcome.record)}\n`);
    return outcome;
  };
  const address = new URL(`${encodeURIComponent(runnable)}/stream`, server.url);
  const { fetch } = server;
  const run = (input: StreamInput, command?: { resume: unknown }) =>
    show((signal) =>
      stream(address, input, {
        signal,
        apiKey,
        fetch,
        config: toConfig(options),
        threadId: thread,
        command,
      })
    );
  const isPerson = !json && Deno.stdin.isTerminal() && stdout.isTerminal && stderr.isTerminal;
  const terminal = { isDumb, stdout, stderr, interrupts };
  let prompt: Prompt | null = null;
  const read = () => (prompt ??= openPrompt(terminal)).read();
  /** Lets a person answer what a graph asks, until it asks no more. */
  const settle = async (outcome: Outcome): Promise<Outcome> => {
    while (outcome.end === "waits" && !json) {
      const canRead = isPerson && thread !== undefined;
      const asked = outcome.record?.interrupts ?? [];
      const resume = await askHuman(asked, { messages, tell, read: canRead ? read : null });
      if (resume !== undefined) {
        outcome = await run(null, { resume });
        continue;
      }
      await tell(thread === undefined ? messages.cannotResume : messages.resumeLater(thread));
      break;
    }
    return outcome;
  };

  try {
    if (thread !== undefined && !server.keepsThreads) await tell(messages.threadEndsHere);
    else if (thread !== undefined && stderr.isTerminal) await tell(messages.inThread(thread));
    if (!isConversation) {
      const { follow: address } = options;
      const outcome = address !== null
        ? await show((signal) => follow(address, { signal, apiKey }))
        : resume !== undefined
        ? await run(null, { resume })
        : await run(
          input !== undefined
            ? input as StreamInput
            : toInput({ question: question ?? "", history: null }, system),
        );
      return EXIT_CODES[(await settle(outcome)).end];
    }
    const model = options.model ?? (server.isDemo ? messages.demo : server.name);
    await tell(messages.talking(model, runnable));
    if (server.isDemo) await tell(messages.demoNote);
    await tell(messages.keys);
    let isFirst = true;
    await converse({
      question: read,
      async answer({ question, history }) {
        // A thread has the messages before, and the system message.
        const asked = { question, history: thread === undefined ? history : null };
        const input = toInput(asked, thread === undefined || isFirst ? system : undefined);
        isFirst = false;
        return await settle(await run(input));
      },
    });
    return 0;
  } finally {
    (prompt as Prompt | null)?.[Symbol.dispose]();
    await server.close();
  }
}

/** Returns the server that the options name, or one in this process. */
async function findServer(options: AskOptions, config: Config): Promise<Server> {
  const { url, follow } = options;
  if (follow !== null) return answerFrom(new URL("/", follow));
  return url === null ? await answerHere(options, config) : answerFrom(url);
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

function answerFrom(url: URL): Server {
  return {
    name: url.href.slice(0, -1),
    isDemo: false,
    url,
    fetch: undefined,
    cause: () => "",
    keepsThreads: true,
    close: () => Promise.resolve(),
  };
}

async function answerHere({ thread }: AskOptions, config: Config): Promise<Server> {
  let cause = "";
  const { handler, keepsThreads, close } = await openLocalServer(config, {
    isThreaded: thread !== undefined,
    onError: (error) => void (cause = rootMessage(error)),
  });
  const { model } = config.app;
  return {
    name: model?.provider === "openai" ? model.model : "the demo",
    isDemo: model?.provider !== "openai",
    url: new URL("http://localhost/"),
    fetch: (url, init) => {
      cause = "";
      return handler(new Request(url, init));
    },
    cause: () => cause,
    keepsThreads,
    close,
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
