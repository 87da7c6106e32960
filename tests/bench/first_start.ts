/**
 * Runs `deno task start` with nothing in Deno's cache, and tells what that downloads. It fails if
 * that is more than 70 MB, or if a package comes that is not in `deno.lock`: those of the tests
 * and benchmarks are in a lock of their own.
 */
import { inheritedEnv } from "../support/programs/inherited_env.ts";
import { CountingProxy } from "./measure/counting_proxy.ts";

const MAX_BYTES = 70e6;
const START_MS = 300_000;

const folder = await Deno.makeTempDir();
try {
  Deno.exitCode = await measure(folder) ? 0 : 1;
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function measure(folder: string): Promise<boolean> {
  await using proxy = new CountingProxy();
  const port = freePort();
  const begin = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "start"],
    cwd: new URL("../../", import.meta.url),
    env: { ...inheritedEnv(), DENO_DIR: folder, HTTPS_PROXY: proxy.url, PORT: `${port}` },
    clearEnv: true,
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    await until(async () => {
      const response = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
      await response?.body?.cancel();
      return response?.ok === true;
    });
  } finally {
    child.kill("SIGTERM");
    await child.status;
  }
  const seconds = (performance.now() - begin) / 1_000;
  const packages = (await Array.fromAsync(packagesIn(`${folder}/npm`))).toSorted((a, b) =>
    b.bytes - a.bytes
  );
  const bytes = packages.reduce((sum, it) => sum + it.bytes, 0);
  const lock = JSON.parse(await Deno.readTextFile(new URL("../../deno.lock", import.meta.url)));
  const known = new Set(Object.keys(lock.npm).map((key) => key.replace(/_.*/, "")));
  const foreign = packages.filter(({ name }) => !known.has(name));
  const isSmall = proxy.bytes <= MAX_BYTES;

  console.log(`${mega(proxy.bytes)} MB over the network (at most ${mega(MAX_BYTES)})`);
  console.log(`${mega(bytes)} MB on disk, in ${packages.length} packages; the largest:`);
  for (const { name, bytes } of packages.slice(0, 10)) console.log(`  ${mega(bytes)} MB ${name}`);
  console.log(`${seconds.toFixed(0)} s until it served`);
  for (const { name } of foreign) console.log(`NOT IN deno.lock: ${name}`);
  if (proxy.bytes === 0) console.log("Nothing came through the proxy: the figure means nothing");
  return isSmall && proxy.bytes > 0 && foreign.length === 0;
}

/** The packages below the cache of a registry, `name@version` each. */
async function* packagesIn(npm: string): AsyncGenerator<{ name: string; bytes: number }> {
  for await (const registry of Deno.readDir(npm)) {
    for await (const path of foldersIn(`${npm}/${registry.name}`)) {
      const scoped = path.startsWith("@") ? foldersIn(`${npm}/${registry.name}/${path}`) : [""];
      for await (const below of scoped) {
        const name = below === "" ? path : `${path}/${below}`;
        for await (const version of foldersIn(`${npm}/${registry.name}/${name}`)) {
          const bytes = await sizeOf(`${npm}/${registry.name}/${name}/${version}`);
          yield { name: `${name}@${version}`, bytes };
        }
      }
    }
  }
}

async function* foldersIn(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) if (isDirectory) yield name;
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    bytes += isDirectory ? await sizeOf(path) : (await Deno.stat(path)).size;
  }
  return bytes;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + START_MS;
  while (!await isSo()) {
    if (performance.now() > end) throw new Error("It has not started in time");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

function mega(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
