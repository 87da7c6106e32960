import { inheritedEnv } from "../support/programs/inherited_env.ts";
import type { JournalMarks } from "./watch_journals.ts";

/** What a small machine has. With more to take, V8 would take more, minute by minute. */
const MEMORY = "--v8-flags=--max-old-space-size=256";
/** What all journals of the server may take. It is reached soon, and must then be enough. */
export const JOURNAL_BOUNDS = { runs: 2_000, bytes: 64 * 2 ** 20 } as const;
/** Readers may come back. Only the bounds end a journal: its time is longer than the soak. */
const JOURNAL = {
  RESUME_MS: "3000",
  ALLOW_DETACHED: "true",
  JOURNAL_MS: "86400000",
  MAX_JOURNAL_RUNS: `${JOURNAL_BOUNDS.runs}`,
  MAX_JOURNAL_BYTES: `${JOURNAL_BOUNDS.bytes}`,
  MAX_RUN_JOURNAL_BYTES: `${JOURNAL_BOUNDS.bytes}`,
};
const WATCH = "--preload=tests/soak/watch_journals.ts";
const PERMISSIONS = ["--allow-net", "--allow-env", "--allow-sys"];
const START_MS = 30_000;
const STOP_MS = 15_000;
/** How many of the last lines of its errors are kept. */
const LAST_LINES = 20;

/** What the server's log says of a run. */
export interface LoggedRun {
  outcome: string;
  chunks: number;
}

/** Splitstream itself, in a process of its own. */
export class SoakServer {
  /** Where it listens. */
  readonly origin: string;
  /** What it has logged, by the id of the run. */
  readonly runs = new Map<string, LoggedRun>();
  /** Ids that were logged more than once. */
  readonly twice: string[] = [];
  /** How full its journals have been. */
  journals: JournalMarks = { begun: 0, finished: 0, mostRuns: 0, mostBytes: 0 };
  /** What it said last on its error output. */
  readonly lastErrors: string[] = [];
  /** Whether it has ended, and nobody wanted it to. */
  isDead = false;

  readonly #child: Deno.ChildProcess;
  #isStopping = false;

  private constructor(child: Deno.ChildProcess, origin: string) {
    this.#child = child;
    this.origin = origin;
    child.status.then(() => this.isDead = !this.#isStopping);
  }

  /**
   * Starts it.
   *
   * @param baseUrl where its model's server is
   * @param patienceMs how long it waits for the model's next token, in milliseconds
   */
  static async start(baseUrl: string, patienceMs: number): Promise<SoakServer> {
    const stdFlags = import.meta.resolve("@std/http/status").startsWith("file:")
      ? ["--import-map=tests/offline/import_map.json"]
      : [];
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", MEMORY, WATCH, ...PERMISSIONS, ...stdFlags, "main.ts"],
      cwd: new URL("../../", import.meta.url),
      clearEnv: true,
      env: {
        ...inheritedEnv(),
        NO_COLOR: "1",
        PORT: "0",
        OPENAI_BASE_URL: baseUrl,
        OPENAI_MODEL: "soak",
        LOG_FORMAT: "json",
        FIRST_TOKEN_TIMEOUT_MS: `${patienceMs}`,
        IDLE_TIMEOUT_MS: `${patienceMs}`,
        HEARTBEAT_MS: "300",
        ...JOURNAL,
      },
      stdout: "piped",
      stderr: "piped",
    }).spawn();

    const { promise: said, resolve, reject } = Promise.withResolvers<string>();
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error("The server did not start"));
    }, START_MS);
    let server: SoakServer | undefined;
    const lines: string[] = [];
    readLines(child.stdout, (line) => server === undefined ? resolve(line) : server.#read(line));
    readLines(child.stderr, (line) => {
      if (server === undefined) lines.push(line);
      else server.#readError(line);
    });
    const [origin] = (await said).match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
    clearTimeout(late);
    if (origin === undefined) throw new Error(`The server did not say where it is: ${lines}`);
    return server = new SoakServer(child, origin);
  }

  /** Its resident memory in MiB; `null` where only Linux could tell. */
  async memory(): Promise<number | null> {
    if (Deno.build.os !== "linux" || this.isDead) return null;
    const status = await Deno.readTextFile(`/proc/${this.#child.pid}/status`);
    const [, kib] = status.match(/^VmRSS:\s+(\d+) kB$/m) ?? [];
    return kib === undefined ? null : Number(kib) / 1024;
  }

  /** Asks it to stop. @returns the code it ended with; `null` if it had to be killed */
  async stop(): Promise<number | null> {
    this.#isStopping = true;
    if (!this.isDead) this.#child.kill();
    const late = setTimeout(() => this.#child.kill("SIGKILL"), STOP_MS);
    const { code, signal } = await this.#child.status;
    clearTimeout(late);
    return signal === null ? code : null;
  }

  #read(line: string): void {
    const { run_id: id, outcome, chunks } = JSON.parse(line);
    if (this.runs.has(id)) this.twice.push(id);
    this.runs.set(id, { outcome, chunks });
  }

  #readError(line: string): void {
    if (line.startsWith(`{"begun":`)) this.journals = JSON.parse(line);
    else this.lastErrors.push(line);
    this.lastErrors.splice(0, this.lastErrors.length - LAST_LINES);
  }
}

async function readLines(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const part of bytes.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + part).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  }
}
