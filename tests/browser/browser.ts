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

/** Far more than a test needs: a machine under load may be ten times slower. */
const LIMIT_MS = 120_000;
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
    timeout: LIMIT_MS + 10_000,
    ignore: isMissing && !isCI,
    // The browser outlives the test.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const context = await (await launch()).newContext({ locale: "en-US", ...options });
      context.setDefaultTimeout(LIMIT_MS / 2);
      // A test that failed waits for its servers, and those for the page.
      const limit = setTimeout(() => context.close(), LIMIT_MS);
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
