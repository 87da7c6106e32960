/**
 * Gives each test and each hook a deadline, so that a broken build fails and does not hang. The
 * task `test` loads this before the tests: `deno test --preload=tests/deadline.ts`.
 *
 * A test that needs longer says so by Deno's own option: `Deno.test({ timeout: 300_000, … })`.
 */
import { within } from "./support/within.ts";

const DEADLINE_MS = Number(Deno.env.get("TEST_DEADLINE_MS") ?? 60_000);

/**
 * How much later Deno's own deadline is, in milliseconds. It is there for code that never yields.
 * For all else it is the second choice: in Deno 2.9.6, about one run in a hundred spins for ever
 * after it.
 */
const GRACE_MS = 2_000;

/** The property of a test's function that tells Deno where the test was declared. */
const LOCATION = Symbol.for("Deno.test.location");

type Run = (...args: never[]) => unknown;

function isRun(value: unknown): value is Run {
  return typeof value === "function";
}

function isOptions(value: unknown): value is Partial<Deno.TestDefinition> {
  return typeof value === "object" && value !== null;
}

/** The place that called the function in which an error with this stack was made. */
function callerOf(stack = ""): string | undefined {
  return stack.split("\n")[2]?.match(/(\w+:\/\/.+:\d+:\d+)\)?$/)?.[1];
}

/** Registers tests, in any form that `Deno.test` takes, with a deadline each. */
function limited<R extends Run>(register: R): R {
  return new Proxy(register, {
    apply(target, self, args: unknown[]) {
      const { fn = args.find(isRun), name, ...options } = args.find(isOptions) ?? {};
      const { timeout = DEADLINE_MS } = options;
      // Deno refuses a test that has no function; one with `timeout: 0` is to have no deadline.
      if (!isRun(fn) || timeout === 0) return Reflect.apply(target, self, args);

      const run = async (...given: never[]) => {
        await within(Promise.resolve(fn(...given)), "the test to end", timeout);
      };
      // Without this, Deno would report each test as declared here.
      Object.assign(run, { [LOCATION]: callerOf(new Error().stack) });
      return Reflect.apply(target, self, [
        args.find((arg) => typeof arg === "string") ?? name ?? fn.name,
        { ...options, timeout: timeout + GRACE_MS },
        run,
      ]);
    },
  });
}

/** The same for `each`, which takes cases and returns what registers a test for each of them. */
function limitedEach(each: Run): Run {
  return (...cases) => {
    const register = each(...cases);
    return isRun(register) ? limited(register) : register;
  };
}

function limitedHook(name: "beforeAll" | "beforeEach" | "afterEach" | "afterAll") {
  const hook = Deno.test[name];
  const what = `the hook ${name}`;
  return (fn: () => void | Promise<void>) =>
    hook(async () => await within(Promise.resolve(fn()), what, DEADLINE_MS));
}

const { test } = Deno;
const { only, ignore } = test;
for (const register of [test, only, ignore]) {
  Object.assign(register, { each: limitedEach(register.each) });
}
Object.assign(test, {
  only: limited(only),
  ignore: limited(ignore),
  beforeAll: limitedHook("beforeAll"),
  beforeEach: limitedHook("beforeEach"),
  afterEach: limitedHook("afterEach"),
  afterAll: limitedHook("afterAll"),
});
Object.assign(Deno, { test: limited(test) });
