/**
 * Takes the picture of the page that the README shows:
 * `deno run --allow-all tests/browser/screenshot.ts` (with the flags of
 * `deno task std-flags`, where JSR does not answer).
 */
import { serve } from "../clients/serve.ts";
import { transcripts } from "../support/models/transcripts.ts";
import { launch } from "./browser.ts";

const file = new URL("../../.github/page.png", import.meta.url).pathname;
const [hello] = transcripts;

await using server = serve({ model: { provider: "demo" } });
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1200, height: 720 }, locale: "en-US" });
await page.goto(server.origin);
await page.locator("#message").fill(hello?.user_message ?? "");
await page.locator("#message").press("Enter");
await page.locator(".answer[aria-busy=false]").waitFor();
await page.locator(".split").nth(2).click();
await page.screenshot({ path: file });
await browser.close();
console.log(file);
