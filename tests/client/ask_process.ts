import { assert } from "@std/assert";
import denoJson from "../../deno.json" with { type: "json" };
import { inheritedEnv } from "../support/programs/inherited_env.ts";

const cwd = new URL("../../", import.meta.url);

/** What the task `ask` runs src/ask.ts with, but for a developer's own `.env`. */
const flags = await (async () => {
  const task = new Deno.Command(Deno.execPath(), { args: ["task", "-q", "serve-flags"], cwd });
  const printed = new TextDecoder().decode((await task.output()).stdout);
  const own = denoJson.tasks.ask.command.split(" ").filter((word) => word.startsWith("--allow-"));
  return [...own, ...printed.trim().split(/\s+/).filter((flag) => flag !== "--env-file")];
})();

/** How to run src/ask.ts, as words. */
export const PROGRAM = [Deno.execPath(), "run", ...flags, "src/ask.ts"];

/** How to run it as people do, as words. */
export const TASK = [Deno.execPath(), "task", "-q", "ask"];

/** A process that runs for longer is killed, so that its test fails and shows its output. */
const HANG_MS = 30_000;

const ESCAPE = "\x1b";
/** What a sign of life writes over a line, to the next time that it does, and that it erases it. */
const SIGN_OF_LIFE = new RegExp(
  `\r${ESCAPE}\\[K(?:(?:${ESCAPE}\\[2m)?[\u2800-\u28ff][^\r\n]*)?`,
  "g",
);

/** Environment variables. */
export type Variables = Record<string, string>;

/** How an {@linkcode AskProcess} is started. */
export interface StartOptions {
  variables?: Variables;
  /** What stands before the arguments. Default: {@linkcode PROGRAM}. */
  program?: readonly string[];
  /** What stands on its standard input. Default: nothing. In a terminal, what is typed stands there. */
  stdin?: string | Uint8Array;
}

/** What an {@linkcode AskProcess} came to. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** The terminal program as a process of its own, whose output can be waited for. */
export class AskProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #stdout: ReadableStreamDefaultReader<string>;
  readonly #stderr: Promise<string>;
  readonly #guard: ReturnType<typeof setTimeout>;
  #said = "";
  #heard = 0;

  private constructor([program = "", ...args]: string[], variables: Variables) {
    const env = { ...inheritedEnv(), ...variables };
    const piped = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
    this.#child = new Deno.Command(program, { args, cwd, env, clearEnv: true, ...piped }).spawn();
    this.#stdin = this.#child.stdin.getWriter();
    this.#stdout = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    this.#stderr = new Response(this.#child.stderr).text();
    this.#guard = setTimeout(() => this.kill("SIGKILL"), HANG_MS);
  }

  /** Starts it on pipes. */
  static async onPipes(
    args: readonly string[],
    { variables = {}, program = PROGRAM, stdin = "" }: StartOptions = {},
  ): Promise<AskProcess> {
    const asking = new AskProcess([...program, ...args], variables);
    try {
      await asking.type(stdin);
      await asking.closeInput();
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error; // it did not want to read
    }
    return asking;
  }

  /** Starts it in a terminal; what comes there, stderr's as well, is its output here. */
  static inTerminal(
    args: readonly string[],
    { variables = {}, program = PROGRAM }: StartOptions = {},
  ): AskProcess {
    // A shell that stayed in between would make a Ctrl-C's 130 of any code.
    const command = `exec ${[...program, ...args].map(quote).join(" ")}`;
    return new AskProcess(["script", "-qefc", command, "/dev/null"], {
      TERM: "xterm",
      ...variables,
    });
  }

  /** Reads on until a text has come, behind what was waited for before. */
  async until(text: string): Promise<void> {
    let at: number;
    while ((at = this.#said.indexOf(text, this.#heard)) === -1) {
      const { value, done } = await this.#stdout.read();
      assert(!done, `It ended without ${JSON.stringify(text)}: ${JSON.stringify(this.#said)}`);
      this.#said += value;
    }
    this.#heard = at + text.length;
  }

  /** Writes to its standard input. */
  async type(text: string | Uint8Array): Promise<void> {
    await this.#stdin.write(typeof text === "string" ? new TextEncoder().encode(text) : text);
  }

  /** Reads no more of what it says. */
  async closeOutput(): Promise<void> {
    await this.#stdout.cancel();
  }

  /** Sends a signal, unless it has ended. */
  kill(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended
    }
  }

  /** Resolves with its exit code. */
  get code(): Promise<number> {
    return this.#child.status.then(({ code }) => code);
  }

  /** Closes its standard input. To a terminal, that is a Ctrl-D. */
  async closeInput(): Promise<void> {
    await this.#stdin.close();
  }

  /** Waits until it ends. */
  async end(): Promise<Ended> {
    for (let next = await this.#stdout.read(); !next.done; next = await this.#stdout.read()) {
      this.#said += next.value;
    }
    const stdout = this.#said.replaceAll(SIGN_OF_LIFE, "");
    return { code: await this.code, stdout, stderr: await this.#stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#guard);
    this.kill("SIGKILL");
    await this.#stdin.abort().catch(() => {}); // it may be closed
    await this.#stdout.cancel().catch(() => {}); // it may have failed
    await this.#stderr;
    await this.#child.status;
  }
}

/** Runs it on pipes to its end. */
export async function ask(
  args: readonly string[],
  { variables, ...options }: StartOptions = {},
): Promise<Ended> {
  await using asking = await AskProcess.onPipes(args, {
    variables: { DEMO_TOKEN_DELAY_MS: "0", ...variables },
    ...options,
  });
  return await asking.end();
}

/** Whether there is something here that makes a terminal. In CI, there has to be. */
export const hasTerminal = await (async () => {
  if (Deno.env.has("CI")) return true;
  try {
    const { stdout } = await new Deno.Command("script", { args: ["--version"] }).output();
    if (new TextDecoder().decode(stdout).includes("util-linux")) return true;
  } catch {
    // there is none of any kind
  }
  console.warn("util-linux's `script` is not here: what needs a terminal is not tested");
  return false;
})();

/** For a shell. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
