const root = new URL("../../", import.meta.url);

/** A block of code in a document. */
export interface CodeBlock {
  /** What is behind the opening fence: `sh`, `ts ignore`. */
  language: string;
  code: string;
}

/** A document of the repository, and what it is made of. */
export interface Document {
  /** Its path from the root. */
  path: string;
  /** Its text without blocks of code. */
  prose: string;
  blocks: CodeBlock[];
  /** The anchors of its headings. */
  anchors: Set<string>;
  /** The targets of its links and images. */
  links: string[];
}

/** Reads all documents of the repository. */
export async function readDocuments(): Promise<Document[]> {
  return await Promise.all((await Array.fromAsync(paths(root))).toSorted().map(readDocument));
}

async function* paths(folder: URL): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const url = new URL(name + (isDirectory ? "/" : ""), folder);
    const isOurs = name === ".github" || !/^(\.|node_modules|coverage)/.test(name);
    if (isDirectory && isOurs) yield* paths(url);
    if (name.endsWith(".md")) yield url.href.slice(root.href.length);
  }
}

async function readDocument(path: string): Promise<Document> {
  const text = await Deno.readTextFile(new URL(path, root));
  const fence = /^```(.*)\n([\s\S]*?)^```$/gm;
  const blocks = [...text.matchAll(fence)]
    .map(([, language = "", code = ""]) => ({ language, code }));
  const prose = text.replaceAll(fence, "");
  const headings = [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)|<(https?:[^>]+)>/g)]
    .map(([, link, address]) => link ?? address ?? "");
  return { path, prose, blocks, anchors: new Set(headings.map(anchorOf)), links };
}

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(/\s/g, "-");
}

/** Returns the commands of a block of shell code, each in one line and without its comment. */
export function commandsOf(code: string): string[] {
  return code.replaceAll(/\\\n\s*/g, "").split("\n")
    .map((line) => line.replace(/(^|\s+)# .*$/, "").trim())
    .filter((line) => line !== "");
}
