/** An example that serves, and the commands that it prints. */
export interface Example extends AsyncDisposable {
  origin: string;
  /** Runs the next command that it has printed, and returns what that prints. */
  runNext(): Promise<string>;
}

let started = 0;

/** Runs an example in this process, on a free port in place of 8000. */
export async function startExample(file: string): Promise<Example> {
  const { serve } = Deno;
  const { log } = console;
  const servers: Deno.HttpServer<Deno.NetAddr>[] = [];
  const commands: string[] = [];
  Object.assign(Deno, {
    serve(options: Deno.ServeTcpOptions, handler: Deno.ServeHandler<Deno.NetAddr>) {
      const server = serve({ ...options, port: 0, onListen() {} }, handler);
      servers.push(server);
      return server;
    },
  });
  console.log = (line: string) => {
    if (line.startsWith("curl ")) commands.push(line);
  };
  try {
    await import(`./${file}?${started++}`);
  } finally {
    Object.assign(Deno, { serve });
    console.log = log;
  }
  const [server] = servers;
  if (server === undefined) throw new Error(`${file} does not serve`);
  const host = `127.0.0.1:${server.addr.port}`;
  return {
    origin: `http://${host}`,
    async runNext() {
      const command = commands.shift();
      if (command === undefined) throw new Error(`${file} has printed no further command`);
      return await run(command.replace("curl ", "curl -sS ").replace("localhost:8000", host));
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function run(command: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("sh", { args: ["-c", command] }).output();
  const text = new TextDecoder();
  if (code !== 0) throw new Error(`${command}\n${text.decode(stderr)}`);
  return text.decode(stdout);
}
