import denoJson from "../../deno.json" with { type: "json" };
import { inheritedEnv } from "../support/programs/inherited_env.ts";
import type { Usage } from "./servers/serve_bench.ts";

const root = new URL("../../", import.meta.url);

/** What a program needs where JSR does not answer, as this one does. */
export const stdFlags: readonly string[] =
  import.meta.resolve("@std/http/status").startsWith("file:")
    ? ["--import-map=tests/offline/import_map.json"]
    : [];

/** What of the environment `deno task start` lets the server read. */
const startEnvFlags = denoJson.tasks["serve-flags"].command.match(/--(allow|ignore)-env\S*/g) ?? [];

/** How a program is run. */
export interface ProgramOptions {
  /** Its arguments. */
  args?: readonly string[];
  /** Whether it may read no more variables than `deno task start` lets a server read. */
  asStarted?: boolean | undefined;
  /** Whether its garbage can be collected when it is asked to. Default: `true`. */
  exposeGc?: boolean;
  /** More flags for Deno. Default: none. */
  flags?: readonly string[];
}

/** Runs a program of this folder, with nothing in its environment but what it needs. */
export function benchCommand(
  program: string,
  { args = [], asStarted = false, exposeGc = true, flags: own = [] }: ProgramOptions = {},
): Deno.Command {
  const flags = ["--lock=tests/deno.lock", "--no-prompt", "--quiet", "--allow-net=127.0.0.1"];
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      ...flags,
      ...(exposeGc ? ["--v8-flags=--expose-gc"] : []),
      "--allow-sys=homedir,hostname",
      ...own,
      ...(asStarted ? startEnvFlags : ["--allow-env"]),
      ...stdFlags,
      program,
      ...args,
    ],
    cwd: root,
    env: inheritedEnv(),
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  });
}

/** A server in a process of its own. */
export class ServerProcess implements AsyncDisposable {
  /** Resolves to where it listens. */
  readonly origin: Promise<string>;
  readonly #child: Deno.ChildProcess;

  /** @param program a file in `servers/` @param options how it is run */
  constructor(program: string, options: ProgramOptions = {}) {
    this.#child = benchCommand(`tests/bench/servers/${program}.ts`, options).spawn();
    this.origin = firstLine(this.#child.stdout);
  }

  /** What it has used up, with its garbage collected first if it is to be. */
  async usage({ gc = false }: { gc?: boolean } = {}): Promise<Usage> {
    const response = await fetch(`${await this.origin}/usage${gc ? "?gc" : ""}`);
    return await response.json();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
    await this.#child.stdin.close().catch(() => {}); // nobody reads it any more
  }
}

/** The first line that a program prints. */
export async function firstLine(stdout: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let printed = "";
  for await (const text of stdout.pipeThrough(new TextDecoderStream())) {
    printed += text;
    if (printed.includes("\n")) return printed.trim();
  }
  throw new Error("A program has ended before it printed a line");
}
