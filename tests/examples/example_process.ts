import { inheritedEnv } from "../support/programs/inherited_env.ts";
import { within } from "../support/within.ts";

const root = new URL("../../", import.meta.url);

/** An example in a process of its own, as `deno task example` runs it. */
export class ExampleProcess implements AsyncDisposable {
  /** Where it listens. */
  readonly origin: string;
  /** What it wrote to standard error until then. */
  readonly said: string;
  readonly #child: Deno.ChildProcess;

  /** Starts one, and waits until it listens. */
  static async start(name: string, env: Record<string, string>): Promise<ExampleProcess> {
    const child = ExampleProcess.command(name, env).spawn();
    const listening = within(listens(child.stderr), "the example to listen", 40_000);
    try {
      return new ExampleProcess(child, await listening);
    } catch (error) {
      child.kill("SIGTERM");
      throw error;
    }
  }

  /** The command that the task runs. */
  static command(name: string, env: Record<string, string>): Deno.Command {
    const args = ["task", "-q", "example", name];
    return new Deno.Command(Deno.execPath(), {
      args,
      cwd: root,
      env: { NO_COLOR: "1", ...inheritedEnv(), ...env },
      clearEnv: true,
      stdout: "null",
      stderr: "piped",
    });
  }

  private constructor(child: Deno.ChildProcess, { origin, said }: Listening) {
    this.#child = child;
    this.origin = origin;
    this.said = said;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#child.status;
  }
}

type Listening = Pick<ExampleProcess, "origin" | "said">;

async function listens(stderr: ReadableStream<BufferSource>): Promise<Listening> {
  let said = "";
  for await (const part of stderr.pipeThrough(new TextDecoderStream())) {
    said += part;
    const [origin] = said.match(/http:\/\/127\.0\.0\.1:\d+(?=\/)/) ?? [];
    if (origin !== undefined) return { origin, said };
  }
  throw new Error(`The example did not start:\n${said}`);
}
