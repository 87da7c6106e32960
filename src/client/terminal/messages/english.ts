/** The texts of the terminal client in English. Those of other languages have the same keys. */
export const ENGLISH = {
  usage: `Run a model, a chain or an agent, and see every token as it arrives.

Usage: deno task ask [options] [question]

Standard input is added to the question, or is the question. Without either, it
holds a conversation in a terminal: the arrow keys recall earlier questions,
Alt-Enter begins a new line, Ctrl-C stops an answer, Ctrl-D leaves.

A terminal with colours shows where the answer is split, then its end marker. A
pipe or a file gets the answer alone.

Options:
  -r, --runnable NAME     the runnable: model, chain, agent, or another one of
                          the server (default: chain)
  -u, --url URL           the address of a running server, for example
                          http://localhost:8000 (default: this process)
  -i, --input JSON        the input of a runnable that takes no question, for
                          example '{"topic":"cats"}'
      --thread ID         the thread that keeps the conversation, any short
                          name: the same one continues it
      --resume JSON       answer what the thread's graph asks, for example
                          '{"decisions":[{"type":"approve"}]}' or '"cats"'
      --follow URL        show the answer of a run that was begun elsewhere:
                          http://localhost:8000/runs/ID/stream
  -s, --system TEXT       the system message
  -m, --model NAME        the model, if the server lets its callers choose
  -t, --temperature NUM   the temperature of the model
      --marker TEXT       the end marker, or several (default: the server's)
      --save FILE         append the end record of each answer to a file, as a
                          line of JSON
      --splits            print the record of the splits to standard error
      --no-splits         show only the text
      --json              print one event per line as JSON
  -h, --help              print this help

If a question begins with "-", put "--" before it. Set the environment variable
API_KEY for a server that requires a key, and NO_COLOR for no colours.

Exit status: 0 if the answer is complete, 1 if it is not, 2 if the arguments are
invalid, 3 if a graph waits for a human, 130 if Ctrl-C stopped it.
`,
  seeHelp: (error: string): string => `${error}. "deno task ask --help" shows the options.`,
  unknownOption: (option: string): string => `Unknown option ${option}`,
  badOption: (reason: string): string => reason,
  emptyOption: (option: string): string => `Cannot use an empty ${option}`,
  emptyQuestion: "Cannot ask an empty question",
  emptyInput: "Cannot ask an empty question: standard input is empty",
  badInput: (reason: string): string => `Cannot read standard input: ${reason}`,
  notText: "Cannot read standard input: it is not UTF-8",
  notWith: (option: string, other: string): string => `Cannot use ${option} with ${other}`,
  needsThread: "Cannot use --resume without --thread",
  question: "a question",
  badJson: (got: string): string =>
    `Cannot use --input ${got}: expected JSON like '{"topic":"cats"}'`,
  badResume: (got: string): string =>
    `Cannot use --resume ${got}: expected JSON like '{"decisions":[{"type":"approve"}]}' or '"cats"'`,
  badAddress: (got: string): string =>
    `Cannot use --url ${got}: expected one like http://localhost:8000`,
  badRun: (got: string): string =>
    `Cannot use --follow ${got}: expected one like http://localhost:8000/runs/ID/stream`,
  badTemperature: (got: string): string =>
    `Cannot use --temperature ${got}: expected a number of at least 0`,
  cannotWrite: (reason: string, path: string | null): string =>
    path === null ? `Cannot write: ${reason}` : `Cannot write to ${path}: ${reason}`,

  talking: (model: string, runnable: string): string => `Talking to ${model} through ${runnable}.`,
  demo: "the demo",
  demoNote:
    "This is a demo: a script, not a model. Set OPENAI_API_KEY or OPENAI_BASE_URL to use a model.",
  keys: "Ctrl-C stops an answer, Ctrl-D leaves.",
  inThread: (thread: string): string =>
    `This is the thread ${thread}. "--thread ${thread}" continues it later.`,
  threadEndsHere:
    "This thread ends with the program: only a server (--url) or a store (KV_PATH, REDIS_URL) keeps it.",
  asks: (question: string): string => `The graph asks: ${question}`,
  asksForCall: (call: string): string => `The graph asks whether this tool may run: ${call}`,
  yesOrNo: "y: yes, n: no, n and a reason: no, and the model is told why",
  resumeLater: (thread: string): string =>
    `The thread ${thread} waits for the answer: --thread ${thread} --resume JSON`,
  cannotResume: "It can only be answered in a thread: ask again with --thread ID.",
  typeQuestion: "Type the question. Ctrl-D ends it.",
  seconds: (count: number): string => `${count} s`,
  thinking: (count: number): string => `thinking, ${count} s`,
  reconnecting: (count: number): string => `the connection broke, trying again, ${count} s`,
  reading: (count: number): string => `reading standard input, ${count} s`,

  unreachable: (server: string): string =>
    `Cannot reach ${server}. Is a server running there? "deno task start" starts one.`,
  keyRefused: (server: string): string => `${server} does not accept the key. Check API_KEY.`,
  keyRequired: (server: string): string => `${server} requires a key. Set API_KEY.`,
  broken: (reason: string): string => reason,
  lost: "The connection is lost. What came of the answer is kept.",
  readOn: (url: string): string =>
    `The server may still have the rest: deno task ask --follow ${url}`,
  askAgain: "Ask again for a new answer.",
  tryAgain: (reason: string, seconds: number): string =>
    `${reason} Try again in ${seconds} second${seconds === 1 ? "" : "s"}.`,
  cutOff: "The answer is cut off: it reached the length limit.",

  tokenSplits: "Token split text:",
  splits: (count: number): string => count === 1 ? "1 split" : `${count} splits`,
  empty: (count: number): string => `${count} empty`,
  first: (time: string): string => `first ${time}`,
  rate: (count: string): string => `${count} splits/s`,
  ended: {
    marker: (marker: string): string => `ended by ${marker}`,
    stop: "ended by the model",
    filter: "ended by the model's content filter",
    length: "cut off at the length limit",
    tool_calls: "ended with a tool call",
    interrupt: "waits for a human",
    error: "failed",
    cancelled: "stopped",
  },
};
