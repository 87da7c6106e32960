import { inheritedEnv } from "../support/programs/inherited_env.ts";
import { stdFlags } from "./server_process.ts";

const START_MS = 60_000;

/** A server that `deno serve` runs, in so many workers. */
export class ParallelProcess implements AsyncDisposable {
  /** Resolves to where it listens, once it answers. */
  readonly origin: Promise<string>;
  readonly #child: Deno.ChildProcess;

  /** @param program a file in `servers/` @param workers how many; 1 for no `--parallel` */
  constructor(program: string, workers: number) {
    const port = freePort();
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        "serve",
        ...(workers > 1 ? ["--parallel"] : []),
        ...["--host", "127.0.0.1", "--port", `${port}`],
        ...["--lock=tests/deno.lock", "--no-prompt", "--quiet", "--allow-env"],
        ...["--allow-sys=homedir,hostname", ...stdFlags],
        `tests/bench/servers/${program}.ts`,
      ],
      cwd: new URL("../../", import.meta.url),
      env: { ...inheritedEnv(), DENO_JOBS: `${workers}` },
      clearEnv: true,
      stdin: "null",
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    this.origin = untilUp(`http://127.0.0.1:${port}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }
}

async function untilUp(origin: string): Promise<string> {
  const end = performance.now() + START_MS;
  while (performance.now() < end) {
    const response = await fetch(origin).catch(() => null);
    await response?.body?.cancel();
    if (response !== null) return origin;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("A server does not answer");
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
