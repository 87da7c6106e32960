/** A Redis of the test's own, on a free port, in memory only. */
export class RedisServer implements AsyncDisposable {
  /** Its address. */
  readonly url: string;
  readonly #port: number;
  #child: Deno.ChildProcess;

  /** Starts one, and waits until it answers. */
  static async start(): Promise<RedisServer> {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr as Deno.NetAddr;
    listener.close();
    const server = new RedisServer(port, spawn(port));
    await server.#isUp();
    return server;
  }

  private constructor(port: number, child: Deno.ChildProcess) {
    this.#port = port;
    this.url = `redis://127.0.0.1:${port}`;
    this.#child = child;
  }

  /** Stops it; what it had is lost. */
  async stop(): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#child.status;
  }

  /** Starts it again, on the same port. */
  async restart(): Promise<void> {
    this.#child = spawn(this.#port);
    await this.#isUp();
  }

  /** What it has used up: CPU in microseconds, and the memory of what it holds, in bytes. */
  async usage(): Promise<{ cpuUs: number; bytes: number }> {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: this.#port });
    await connection.write(new TextEncoder().encode("INFO cpu\r\nINFO memory\r\nQUIT\r\n"));
    const said = await new Response(connection.readable).text();
    const valueOf = (name: string) => Number(said.match(new RegExp(`^${name}:(\\S+)`, "m"))?.[1]);
    const cpuUs = 1e6 * (valueOf("used_cpu_sys") + valueOf("used_cpu_user"));
    return { cpuUs, bytes: valueOf("used_memory") };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #isUp(): Promise<void> {
    while (true) {
      try {
        (await Deno.connect({ hostname: "127.0.0.1", port: this.#port })).close();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  }
}

function spawn(port: number): Deno.ChildProcess {
  return new Deno.Command("redis-server", {
    args: [
      ...["--port", `${port}`, "--bind", "127.0.0.1"],
      ...["--save", "", "--appendonly", "no", "--daemonize", "no"],
    ],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

/** Why tests with Redis cannot run here; `undefined` if they can. In CI that is a failure. */
export async function whyNoRedis(): Promise<string | undefined> {
  try {
    await new Deno.Command("redis-server", { args: ["--version"] }).output();
    return undefined;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    if (Deno.env.get("CI")) throw new Error("redis-server is not installed", { cause: error });
    return "redis-server is not installed";
  }
}
