const cwd = new URL("../../", import.meta.url);

/** What the task `start` runs main.ts with, but for a developer's own `.env`. */
export const serveFlags: readonly string[] = await (async () => {
  const task = new Deno.Command(Deno.execPath(), { args: ["task", "-q", "serve-flags"], cwd });
  const printed = new TextDecoder().decode((await task.output()).stdout);
  return printed.trim().split(/\s+/).filter((flag) => flag !== "--env-file");
})();

/** The environment of a process that has these variables, and what it needs to run at all. */
export function cleanEnv(variables: Readonly<Record<string, string>>): Record<string, string> {
  const env: Record<string, string> = { NO_COLOR: "1" };
  for (const name of ["PATH", "HOME", "DENO_DIR"]) {
    const value = Deno.env.get(name);
    if (value !== undefined) env[name] = value;
  }
  return { ...env, ...variables };
}

/** `deno task start`, with these variables. */
export function startMain(
  variables: Readonly<Record<string, string>>,
  permissions: readonly string[] = [],
): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", ...permissions, ...serveFlags, "main.ts"],
    cwd,
    env: cleanEnv(variables),
    clearEnv: true,
    stdout: "piped",
    stderr: "piped",
  });
}

/** A server of `main.ts` on a port of its own. */
export class MainProcess implements AsyncDisposable {
  /** Where it listens. */
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
    permissions: readonly string[] = [],
  ): Promise<MainProcess> {
    const environment = { PORT: "0", DEMO_TOKEN_DELAY_MS: "0", ...variables };
    const child = startMain(environment, permissions).spawn();
    const server = new MainProcess(child);
    const [, port] = await server.printed(/http:\/\/\S+:(\d+)/);
    server.origin = `http://127.0.0.1:${port}`;
    return server;
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
