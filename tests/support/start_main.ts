import { inheritedEnv } from "./programs/inherited_env.ts";
import { within } from "./within.ts";

const cwd = new URL("../../", import.meta.url);

/** What the task `start` runs main.ts with, but for a developer's own `.env`. */
export const serveFlags: readonly string[] = await (async () => {
  const task = new Deno.Command(Deno.execPath(), { args: ["task", "-q", "serve-flags"], cwd });
  const printed = new TextDecoder().decode((await task.output()).stdout);
  return printed.trim().split(/\s+/).filter((flag) => flag !== "--env-file");
})();

/** The environment of a process that has these variables, and what it needs to run at all. */
export function cleanEnv(variables: Readonly<Record<string, string>>): Record<string, string> {
  return { NO_COLOR: "1", ...inheritedEnv(), ...variables };
}

/** How long a server may take until it listens. */
const START_MS = 40_000;

/** `deno task start`, with these variables, and more permissions than the task's. */
export function startMain(
  variables: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, ...serveFlags, "main.ts"],
    cwd,
    env: cleanEnv(variables),
    clearEnv: true,
    stdout: "piped",
    stderr: "piped",
  });
}

/** `deno task serve` on a port of its own, with these variables. */
function startServe(variables: Readonly<Record<string, string>>): Deno.Command {
  const address = ["--host", "127.0.0.1", "--port", "0"];
  return new Deno.Command(Deno.execPath(), {
    args: ["serve", "--parallel", ...address, ...serveFlags, "src/fetch.ts"],
    cwd,
    env: cleanEnv(variables),
    clearEnv: true,
    stdout: "piped",
    stderr: "piped",
  });
}

/** A server of `main.ts` on a port of its own. */
export class MainProcess implements AsyncDisposable {
  /** Where it listens, as it says. */
  address = "";
  /** Where to reach it, if that is a port. */
  origin = "";
  /** What it has printed so far. */
  stdout = "";
  stderr = "";
  readonly #child: Deno.ChildProcess;
  readonly #printed: Promise<unknown>;
  /** Called when it has printed more. */
  #onPrint = () => {};

  /**
   * Starts one, and waits until it listens.
   *
   * @throws {Error} with what it has printed, if it ends before that
   */
  static async start(
    variables: Readonly<Record<string, string>>,
    flags: readonly string[] = [],
  ): Promise<MainProcess> {
    return await MainProcess.#start(
      startMain({ PORT: "0", DEMO_TOKEN_DELAY_MS: "0", ...variables }, flags),
    );
  }

  /**
   * Starts one with `deno serve`, and as many workers as `DENO_JOBS` says.
   *
   * @throws {Error} with what it has printed, if it ends before it listens
   */
  static async serve(variables: Readonly<Record<string, string>>): Promise<MainProcess> {
    return await MainProcess.#start(startServe({ DEMO_TOKEN_DELAY_MS: "0", ...variables }));
  }

  static async #start(command: Deno.Command): Promise<MainProcess> {
    const server = new MainProcess(command.spawn());
    try {
      const listening = server.printed(/Splitstream: (\S+)\n/);
      const [, address = ""] = await within(listening, "the server to listen", START_MS);
      server.address = address;
      server.origin = `http://127.0.0.1:${URL.parse(address)?.port}`;
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw new Error(`The server did not start:\n${server.stdout}${server.stderr}`, {
        cause: error,
      });
    }
  }

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#printed = Promise.all([
      read(child.stdout, (text) => {
        this.stdout += text;
        this.#onPrint();
      }),
      read(child.stderr, (text) => {
        this.stderr += text;
        this.#onPrint();
      }),
    ]);
  }

  /**
   * Waits until it has printed a text that matches.
   *
   * @throws {Error} with all that it has printed, if it ends before that
   */
  async printed(pattern: RegExp): Promise<RegExpMatchArray> {
    let code: number | null = null;
    this.ended().then((status) => {
      code = status.code;
      this.#onPrint();
    });
    while (true) {
      const text = this.stdout + this.stderr;
      const match = text.match(pattern);
      if (match !== null) return match;
      if (code !== null) {
        throw new Error(`The server ended with ${code} before it printed ${pattern}:\n${text}`);
      }
      await new Promise<void>((resolve) => this.#onPrint = resolve);
    }
  }

  /** Sends it a signal, unless it has ended. */
  kill(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }

  /** How it ended. */
  async ended(): Promise<Deno.CommandStatus> {
    const status = await this.#child.status;
    await this.#printed;
    return status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL");
    await this.ended();
  }
}

async function read(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  hear: (text: string) => void,
): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) hear(text);
}
