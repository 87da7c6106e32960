/// <reference lib="dom" />
import { element } from "./element.ts";

/** Lets the reader save a text as a file. */
export function saveFile(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = element("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url)); // the download has begun by then
}

/** Asks the reader for a file. @returns its text, or `null` if there is none */
export function openFile(accept: string): Promise<string | null> {
  const input = element("input", { type: "file", accept });
  return new Promise((resolve) => {
    input.addEventListener("change", async () => resolve(await input.files?.[0]?.text() ?? null));
    input.addEventListener("cancel", () => resolve(null));
    input.click();
  });
}
