import { npmFile } from "./npm_file.ts";

const page = new URL("../", import.meta.url);
const root = new URL("../../", page);

/** The scripts and the style for browsers, and what each is made of. */
const SCRIPTS: Readonly<Record<string, readonly string[]>> = {
  "client.js": ["src/client/stream.ts"],
  "page.css": ["src/page/style/page.css"],
  "page.js": [
    "src/page/page.ts",
    `--alias:marked=${await npmFile("marked", "lib/marked.esm.js")}`,
    "--alias:@splitstream/splitstream/client=./client.js",
    "--external:./client.js",
  ],
};

/**
 * Returns the TypeScript of `src/page/built/files.ts`: the page's files and the scripts as text, by
 * their names. A module of strings needs no text imports, which JSR refuses and old releases of Deno
 * do not know.
 *
 * @throws {Error} if a script cannot be made
 */
export async function embedFiles(): Promise<string> {
  const names = (await Array.fromAsync(Deno.readDir(page)))
    .filter(({ name, isFile }) => isFile && !/\.(ts|md)$/.test(name))
    .map(({ name }) => name);
  const files = await Promise.all([
    ...names.map(async (name) => [name, await Deno.readTextFile(new URL(name, page))] as const),
    ...Object.entries(SCRIPTS).map(async ([name, args]) => [name, await scriptOf(args)] as const),
  ]);
  const entries = files.toSorted(([a], [b]) => a < b ? -1 : 1)
    .map(([name, text]) => `  ${JSON.stringify(name)}: ${literalOf(text)},\n`);
  return `${HEAD}export const FILES: Readonly<Record<string, string>> = {\n${entries.join("")}};\n`;
}

const HEAD = `// Made by deno task build: change src/client or src/page instead.
/** The files of the page and of its scripts, by their names. */
`;

async function scriptOf(args: readonly string[]): Promise<string> {
  const esbuild = new Deno.Command(Deno.execPath(), {
    args: ["task", "-q", "esbuild", ...args],
    cwd: root,
    stderr: "inherit",
  });
  const { success, stdout } = await esbuild.output();
  if (!success) throw new Error(`Cannot make a script of ${args[0]}`);
  // Where a package is cached differs from machine to machine.
  return new TextDecoder().decode(stdout)
    .replaceAll(/^\/\/ .*\/([^/]+)\/\d+\.[^/\n]*\/.*$/gm, "// npm:$1");
}

/** Returns a template literal, which keeps the lines of a text, so that changes can be read. */
function literalOf(text: string): string {
  return `\`${text.replaceAll(/\\|`|\$\{/g, "\\$&").replaceAll("\r", "\\r")}\``;
}

if (import.meta.main) {
  await Deno.writeTextFile(new URL("built/files.ts", page), await embedFiles());
}
