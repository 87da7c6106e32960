import process from "node:process";

declare global {
  /** Collects the garbage; there with `--v8-flags=--expose-gc`. */
  var gc: (() => void) | undefined;
}

/** What a server has used up. */
export interface Usage {
  /** The processor's time, the user's and the system's, in microseconds. */
  cpuUs: number;
  /** Resident memory, in bytes. */
  rss: number;
  /** What of it is the heap of V8, in bytes. */
  heap: number;
}

/**
 * Serves on a port of loopback and prints its address. `GET /usage` tells what
 * the process has used up; `GET /usage?gc` collects the garbage first.
 *
 * It ends with the process that started it: its standard input is then closed.
 */
export function serveBench(handler: (request: Request) => Response | Promise<Response>): void {
  Deno.serve(
    {
      hostname: "127.0.0.1",
      port: 0,
      onListen: ({ port }) => console.log(`http://127.0.0.1:${port}`),
    },
    (request) => request.url.includes("/usage") ? Response.json(usage(request)) : handler(request),
  );

  Deno.stdin.readable.pipeTo(new WritableStream()).finally(() => Deno.exit());
}

function usage({ url }: Request): Usage {
  if (url.endsWith("?gc")) globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = Deno.memoryUsage();
  return { cpuUs: user + system, rss, heap: heapUsed };
}
