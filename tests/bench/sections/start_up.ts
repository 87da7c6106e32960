import { type Bench, Figures, type Report, takeTurns } from "../section.ts";
import { benchCommand, firstLine, ServerProcess } from "../server_process.ts";
import { median, pairwise, spread } from "../measure/statistics.ts";

interface Start {
  name: string;
  /** From the process's start until it has come that far, in milliseconds. */
  measure: () => Promise<number>;
}

/** From a process's start to its first token. */
export async function startUp(bench: Bench): Promise<Report> {
  const { MainProcess } = await import("../../support/start_main.ts"); // it asks the tasks for their flags
  const title = "From the start of the process to the first token of the first request";
  await using upstream = new ServerProcess("upstream");
  const upstreamUrl = `${await upstream.origin}/v1`;

  const until = async (program: string, ...args: readonly string[]) => {
    const begin = performance.now();
    // Without a flag to V8 that `main.ts` has not: each would throw away the code
    // that V8 compiled for the other, and kept.
    const child = benchCommand(program, { args, exposeGc: false }).spawn();
    await firstLine(child.stdout);
    const ms = performance.now() - begin;
    await child.stdin.close().catch(() => {}); // it may have ended already
    await child.status;
    return ms;
  };
  const served = async (variables: Record<string, string>, message: string) => {
    const begin = performance.now();
    await using server = await MainProcess.start({ ...variables, LOG_FORMAT: "none" });
    const response = await fetch(`${server.origin}/chain/stream`, {
      method: "POST",
      headers: { accept: "text/plain" },
      body: JSON.stringify({ user_message: message }),
    });
    let first = NaN;
    for await (const _ of response.body ?? []) {
      if (Number.isNaN(first)) first = performance.now() - begin;
    }
    if (!response.ok) throw new Error(`A start has ended in ${response.status}`);
    return first;
  };

  const imports: Start = {
    name: "only importing the prompts and parsers of `@langchain/core`",
    measure: () => until("tests/bench/imports.ts"),
  };
  const withOpenAI: Start = {
    name: "limit: importing `@langchain/openai`, too",
    measure: () => until("tests/bench/imports.ts", "@langchain/openai"),
  };
  const demo: Start = {
    name: "**Splitstream**, demo",
    measure: () => served({ DEMO_TOKEN_DELAY_MS: "0" }, "안녕?"), // upstream does not dawdle either
  };
  const openAI: Start = {
    name: "**Splitstream**, `ChatOpenAI`",
    measure: () =>
      served({ OPENAI_BASE_URL: upstreamUrl, SYSTEM_PROMPT: "" }, JSON.stringify({ tokens: 3 })),
  };
  const starts = [imports, withOpenAI, demo, openAI];

  const times = new Figures();
  for (const start of starts) await start.measure(); // the files are then in the system's memory
  await takeTurns(starts, {
    bench,
    title,
    measure: async (start) => times.add(start, await start.measure()),
  });
  const ratio = (start: Start) =>
    pairwise([times.of(start), times.of(imports)], (own, others) => own / others);
  return {
    title,
    how: "`main.ts` as `deno task start` runs it, the task itself left out, and the request sent " +
      "as soon as it listens, to models that answer at once; beside a program that imports two " +
      "modules and prints a line.",
    columns: ["", "ms", "beside importing, ×"],
    rows: starts.map((start) => [
      start.name,
      spread(times.of(start), 0),
      start === imports ? "1" : spread(ratio(start), 2),
    ]),
    verdicts: ([[demo, 1.3], [openAI, 1.6]] as const).map(([start, target]) => ({
      target: `start to first token at most ${target} × importing the prompts and parsers, ${
        start.name.split(", ")[1]
      }`,
      figure: `${spread(ratio(start), 2)} ×`,
      isMet: median(ratio(start)) <= target,
    })),
  };
}
