/// <reference lib="dom" />
import type { Messages } from "../messages/messages.ts";
import { button } from "./element.ts";

/** How long a button says that it has copied, in milliseconds. */
const SAID_MS = 2_000;

/** Creates a button that copies a text. */
export function copyButton(
  label: string,
  textOf: () => string,
  { copied, copyFailed }: Pick<Messages, "copied" | "copyFailed">,
): HTMLButtonElement {
  const made = button(label, async () => {
    try {
      await navigator.clipboard.writeText(textOf());
      made.textContent = copied;
    } catch {
      made.textContent = copyFailed; // only pages served over HTTPS may copy
    }
    setTimeout(() => made.textContent = label, SAID_MS);
  });
  return made;
}
