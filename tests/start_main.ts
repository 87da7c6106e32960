const cwd = new URL("../", import.meta.url);

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
export function startMain(variables: Readonly<Record<string, string>>): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", ...serveFlags, "main.ts"],
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

  /** Starts one, and waits until it listens. */
  static async start(variables: Readonly<Record<string, string>>): Promise<MainProcess> {
    const child = startMain({ PORT: "0", DEMO_TOKEN_DELAY_MS: "0", ...variables }).spawn();
    const { promise, resolve } = Promise.withResolvers<string>();
    const server = new MainProcess(child, resolve);
    server.origin = await promise;
    return server;
  }

  private constructor(child: Deno.ChildProcess, listens: (origin: string) => void) {
    this.#child = child;
    this.#printed = Promise.all([
      read(child.stdout, (text) => {
        this.stdout += text;
        const [origin, port] = this.stdout.match(/http:\/\/\S+:(\d+)/) ?? [];
        if (origin !== undefined) listens(`http://127.0.0.1:${port}`);
      }),
      read(child.stderr, (text) => this.stderr += text),
    ]);
  }

  /** Sends it a signal. */
  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** How it ended. */
  async ended(): Promise<Deno.CommandStatus> {
    const status = await this.#child.status;
    await this.#printed;
    return status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await this.ended();
  }
}

async function read(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  hear: (text: string) => void,
): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) hear(text);
}
