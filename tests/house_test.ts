import { assert, assertEquals } from "@std/assert";
import denoJson from "../deno.json" with { type: "json" };
import importMap from "./offline/import_map.json" with { type: "json" };

const root = new URL("../", import.meta.url);
const stdFlags = import.meta.resolve("@std/http/status").startsWith("file:")
  ? ["--import-map=tests/offline/import_map.json"]
  : [];

/** Each room and the floor it is on. Arrows point down. */
const FLOORS: Readonly<Record<string, number>> = {
  "main.ts": 10,
  "src/ask.ts": 9,
  "src/fetch.ts": 9,
  "src/serve.ts": 9,
  "src/open_store.ts": 7,
  "src/mod.ts": 8,
  "src/process": 8,
  "src/config.ts": 6,
  "src/app.ts": 6,
  "src/app_options.ts": 5,
  "src/http": 4,
  "src/builtin": 4,
  "src/page": 3,
  "src/run": 2,
  "src/store": 1,
  "src/client": 2,
  "src/wire": 1,
  "src/stream": 0,
};

async function* sourceFiles(folder: URL): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    const url = new URL(entry.name + (entry.isDirectory ? "/" : ""), folder);
    if (entry.name === "built") continue;
    if (entry.isDirectory) yield* sourceFiles(url);
    else if (entry.name.endsWith(".ts")) yield url.href.slice(root.href.length);
  }
}

function roomOf(path: string): string {
  const room = Object.keys(FLOORS).find((room) => path === room || path.startsWith(`${room}/`));
  assert(room !== undefined, `${path} is in no room of the house`);
  return room;
}

async function importsOf(path: string): Promise<string[]> {
  const text = await Deno.readTextFile(new URL(path, root));
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, ""); // examples are no imports
  const specifiers = code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g);
  return [...specifiers].map(([, specifier = ""]) => specifier);
}

const files = [
  "main.ts",
  ...(await Array.fromAsync(sourceFiles(new URL("src/", root)))).toSorted(),
];

Deno.test("the house has arrows that point down only", async () => {
  let arrows = 0;
  for (const file of files) {
    const from = roomOf(file);
    for (const specifier of (await importsOf(file)).filter((name) => name.startsWith("."))) {
      const target = new URL(specifier, new URL(file, root)).href.slice(root.href.length);
      const to = roomOf(target);
      arrows++;
      if (to === from) continue;
      const isDown = (FLOORS[to] ?? NaN) < (FLOORS[from] ?? NaN);
      assert(isDown, `${file} imports ${target}: that arrow points up, or across`);
    }
  }
  assert(arrows > files.length, `only ${arrows} imports were found`);
});

Deno.test("the house keeps each package where it belongs", async () => {
  const allowed: Readonly<Record<string, readonly string[]>> = {
    "src/http": ["@cfworker/json-schema", "@opentelemetry/api", "@std/http", "node:crypto"],
    "src/page": ["@splitstream/splitstream", "marked"],
    "src/client": ["node:util"],
    "src/store": ["redis"],
    "src/run/langchain": [
      "@langchain/core",
      "@langchain/langgraph",
      "@langchain/langgraph-checkpoint",
      "langchain",
    ],
    "src/builtin": ["@langchain/core", "@langchain/openai", "langchain", "mathjs"],
  };
  const samples = "src/page/answer/code_samples.ts"; // the imports in it are text
  for (const file of files.filter((file) => file !== samples)) {
    for (const specifier of (await importsOf(file)).filter((name) => !name.startsWith("."))) {
      const name = specifier.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? "";
      const room = file.startsWith("src/run/langchain/") ? "src/run/langchain" : roomOf(file);
      assert(allowed[room]?.includes(name), `${file} imports ${specifier}`);
      assert(specifier !== "@std/http", `${file} imports all of @std/http: 63 modules`);
    }
  }
});

Deno.test("the house imports code only: JSR and old releases of Deno refuse texts", async () => {
  for (const file of files) {
    const code = await Deno.readTextFile(new URL(file, root));
    const [attribute] = code.match(/^(?:import|export)[^;]*"\s+with\s*\{[^}]*\}/m) ??
      code.match(/\bimport\([^)]*\{\s*with:[^)]*\)/) ?? [];
    assertEquals(attribute, undefined, file);
  }
});

Deno.test("the house has at most a dozen files on one level of a folder", async () => {
  const tests = await Array.fromAsync(sourceFiles(new URL("tests/", root)));
  const counts = new Map<string, number>();
  for (const file of [...files, ...tests]) {
    const folder = file.slice(0, file.lastIndexOf("/") + 1);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  assertEquals([...counts].filter(([, count]) => count > 12), []);
});

Deno.test("the house knows the same packages with JSR and without", () => {
  const entries = (map: Record<string, string>) =>
    Object.entries(map).filter(([name]) => !name.startsWith("@std/"));
  // An import map takes a line more for what is below a package.
  const expected = Object.fromEntries(
    entries(denoJson.imports).flatMap(([name, target]) => [
      [name, target],
      [`${name}/`, `${target.replace("npm:", "npm:/")}/`],
    ]),
  );
  assertEquals(Object.fromEntries(entries(importMap.imports)), expected);
});

Deno.test("the house locks packages from npm only", async () => {
  for (const file of ["deno.lock", "tests/deno.lock", "tests/examples/deno.lock"]) {
    const lock = JSON.parse(await Deno.readTextFile(new URL(file, root)));
    const specifiers = Object.keys(lock.specifiers).filter((name) => !name.startsWith("jsr:@std/"));
    assert(specifiers.every((name) => name.startsWith("npm:")), specifiers.join());
    assertEquals(lock.remote, undefined);
  }
});

Deno.test("the house has a lock of its own for the tests, so that a first start is small", async () => {
  const lock = await Deno.readTextFile(new URL("deno.lock", root));
  for (const name of ["playwright-core", "miniflare", "typescript", "hono", "fast-check", "ai@"]) {
    assert(!lock.includes(`"${name}`), `${name} is in deno.lock: run tests by deno task test`);
  }
});

Deno.test("the house keeps the tests' packages out of what is served", async () => {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", ...stdFlags, "main.ts"],
    cwd: root,
  }).output();
  assertEquals(code, 0);
  const { modules, npmPackages } = JSON.parse(new TextDecoder().decode(stdout));
  const queue: string[] = modules.map((module: { npmPackage?: string }) => module.npmPackage);
  const served = new Set(queue.filter((id) => id !== undefined));
  for (const id of served) npmPackages[id].dependencies.forEach((to: string) => served.add(to));
  const names = new Set([...served].map((id) => npmPackages[id].name));
  assert(names.has("@langchain/core") && names.has("openai"), [...names].join());
  for (
    const name of [
      "ai",
      "eventsource",
      "@copilotkit/aimock",
      "fast-check",
      "ajv",
      "@langchain/langgraph-api",
    ]
  ) {
    assert(!names.has(name), `${name} is served`);
  }
});
