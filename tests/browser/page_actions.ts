/// <reference lib="dom" />
import type { Page } from "npm:playwright-core@~1.56.1";

/** Sends a message, as a person does. */
export async function ask(page: Page, message: string): Promise<void> {
  await page.locator("#message").fill(message);
  await page.locator("#message").press("Enter");
}

/** Waits until no answer is under way. */
export async function over(page: Page): Promise<void> {
  await page.locator("#send").waitFor();
  await page.locator(".answer[aria-busy=false]").last().waitFor();
}

/** Waits until the last answer ends with a text. */
export async function heard(page: Page, text: string): Promise<void> {
  await page.waitForFunction(
    (text) => [...document.querySelectorAll(".output")].at(-1)?.textContent?.endsWith(text),
    text,
  );
}

/** Waits until the page's script has run to its end. */
export async function loaded(page: Page): Promise<void> {
  await page.evaluate(() => import(document.querySelector("script")?.src ?? ""));
}
