import { assertEquals } from "@std/assert";
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "npm:playwright-core@~1.56.1";

/** The shell goes first: it has no window, and costs a fifth of the CPU. */
const PLACES = [
  Deno.env.get("CHROMIUM"),
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

async function findChromium(): Promise<string | undefined> {
  for (const path of PLACES) {
    if (path === undefined) continue;
    if (await Deno.stat(path).then(() => true, () => false)) return path;
  }
  return undefined;
}

/**
 * How long a test may take, and anything that it waits for, in milliseconds. It is the only deadline
 * of these tests: a loaded machine may be ten times slower, and only a test that hangs waits so long.
 */
const DEADLINE_MS = 90_000;
/** How long it takes to close a page after the deadline, at most. */
const CLOSING_MS = 20_000;
const executablePath = await findChromium();
const isMissing = executablePath === undefined;
const isCI = Deno.env.has("CI");
if (isMissing) {
  console.warn(
    "No Chromium: the browser tests are " + (isCI ? "failing" : "SKIPPED") +
      ". Install one, or set CHROMIUM to where it is.",
  );
}

let browser: Browser | undefined;
Deno.test.afterAll(() => browser?.close());

/** The browser of all tests. */
export async function launch(): Promise<Browser> {
  const off = ["gpu", "quic", "background-networking", "component-update", "sync"];
  return browser ??= await chromium.launch({
    ...(isMissing ? {} : { executablePath }),
    timeout: DEADLINE_MS,
    args: ["--no-sandbox", "--no-first-run", ...off.map((what) => `--disable-${what}`)],
  });
}

/** Options of a {@linkcode browserTest}: those of the browser's window, and… */
export interface BrowserTestOptions extends BrowserContextOptions {
  /** What the browser may complain of on its console: it tells of each refusal there. */
  complaints?: RegExp;
}

/**
 * Declares a test that has a page in a browser. It fails if the page complains,
 * or asks another host. Without a browser it is skipped, but not in CI.
 */
export function browserTest(
  name: string,
  { complaints, ...options }: BrowserTestOptions,
  run: (page: Page) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: isMissing && !isCI,
    // The browser outlives the test.
    sanitizeOps: false,
    sanitizeResources: false,
    timeout: DEADLINE_MS + CLOSING_MS,
    async fn() {
      const context = await (await launch()).newContext({ locale: "en-US", ...options });
      context.setDefaultTimeout(DEADLINE_MS);
      // A test that failed waits for its servers, and those for the page.
      const limit = setTimeout(() => context.close(), DEADLINE_MS);
      try {
        const page = await context.newPage();
        const complained: string[] = [];
        const hosts = new Set<string>();
        page.on("pageerror", (error) => complained.push(`${error}`));
        page.on("console", (said) => {
          const isFine = !["error", "warning"].includes(said.type()) ||
            complaints?.test(said.text());
          if (!isFine) complained.push(said.text());
        });
        page.on("request", (request) => hosts.add(new URL(request.url()).hostname));
        await run(page);
        assertEquals(complained, []);
        assertEquals([...hosts], ["127.0.0.1"]);
      } finally {
        clearTimeout(limit);
        await context.close();
      }
    },
  });
}
