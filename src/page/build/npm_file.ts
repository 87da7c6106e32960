/**
 * Returns the path of a file in an npm package that Deno has cached, for a bundler that does not know
 * Deno's cache. It downloads the package if need be.
 *
 * @param name the name of the package in `deno.json`
 * @throws {Error} if the package cannot be found
 */
export async function npmFile(name: string, path: string): Promise<string> {
  const specifier = import.meta.resolve(name);
  await deno("cache", "--quiet", specifier);
  const { npmPackages } = JSON.parse(await deno("info", "--quiet", "--json", specifier));
  const found = Object.values<{ name: string; localPath: string }>(npmPackages)
    .find((it) => it.name === name);
  if (found === undefined) throw new Error(`Cannot find ${specifier}`);
  return `${found.localPath}/${path}`;
}

async function deno(...args: string[]): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), { args, stderr: "inherit" });
  return new TextDecoder().decode((await command.output()).stdout);
}
