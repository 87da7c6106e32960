import * as chai from "npm:chai@^6.2.2";
import { JestAsymmetricMatchers, JestChaiExpect, JestExtend } from "npm:@vitest/expect@^4.1.10";

// What LangGraph's suite needs of Vitest, which does not run under Deno: a tree of tests with hooks.

type Hook = () => unknown;

interface Suite {
  name: string;
  hooks: Record<"beforeAll" | "afterAll" | "beforeEach" | "afterEach", Hook[]>;
  children: (Suite | { name: string; run: Hook })[];
}

const suiteOf = (name: string): Suite => ({
  name,
  hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] },
  children: [],
});

let current = suiteOf("");

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

function describe(name: string, define: () => void): void {
  const [outer, suite] = [current, suiteOf(name)];
  outer.children.push(suite);
  current = suite;
  define();
  current = outer;
}

function it(name: string, run: Hook): void {
  current.children.push({ name, run });
}

/** The variants of Vitest's functions with a table. */
const nameOf = (name: string, row: unknown) =>
  name.replace("%s", String(row)).replace(
    /\$(\w+)/g,
    (_, key) => String(Object(row)[key]),
  );
describe.each = (rows: unknown[]) => (name: string, define: (row: unknown) => void) =>
  rows.forEach((row) => describe(nameOf(name, row), () => define(row)));
it.each = (rows: unknown[]) => (name: string, run: (row: unknown) => unknown) =>
  rows.forEach((row) => it(nameOf(name, row), () => run(row)));
it.skip = () => {};

const hook = (kind: keyof Suite["hooks"]) => (run: Hook) => void current.hooks[kind].push(run);

/** Collects the tests that a function defines. */
export function collect(define: () => void): Suite {
  const globals = {
    describe,
    it,
    expect: Object.assign(chai.expect, { soft: chai.expect }),
    beforeAll: hook("beforeAll"),
    afterAll: hook("afterAll"),
    beforeEach: hook("beforeEach"),
    afterEach: hook("afterEach"),
  };
  Object.assign(globalThis, globals);
  current = suiteOf("");
  define();
  return current;
}

/** Runs collected tests. @returns how many ran @throws {Error} that names each that failed */
export async function runSuite(suite: Suite): Promise<number> {
  const failures: string[] = [];
  const ran = await runInside(suite, { names: [], before: [], after: [], failures });
  if (failures.length > 0) {
    throw new Error(`${failures.length} of ${ran} failed:\n${failures.slice(0, 10).join("\n")}`);
  }
  return ran;
}

async function runInside(
  { name, hooks, children }: Suite,
  outer: { names: string[]; before: Hook[]; after: Hook[]; failures: string[] },
): Promise<number> {
  const names = [...outer.names, name];
  const before = [...outer.before, ...hooks.beforeEach];
  const after = [...hooks.afterEach, ...outer.after];
  let ran = 0;
  for (const run of hooks.beforeAll) await run();
  for (const child of children) {
    if ("children" in child) {
      ran += await runInside(child, { ...outer, names, before, after });
      continue;
    }
    ran++;
    try {
      for (const run of before) await run();
      await child.run();
    } catch (error) {
      outer.failures.push(`${[...names, child.name].join(" > ")}: ${error}`);
    } finally {
      for (const run of after) await run();
    }
  }
  for (const run of hooks.afterAll) await run();
  return ran;
}
