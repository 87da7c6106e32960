/// <reference lib="dom" />
import { find } from "../dom/element.ts";
import type { Messages } from "./messages.ts";

/** Puts the messages into the page's own elements. @param language the tag of their language */
export function translatePage(messages: Messages, language: string): void {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll<HTMLElement>("[data-message]")) {
    node.textContent = plainMessage(messages, node.dataset.message) ?? node.textContent;
  }
  find("log", HTMLElement).ariaLabel = messages.log;
}

/** Returns a message without parameters. */
function plainMessage(messages: Messages, name = ""): string | undefined {
  const text: unknown = messages[name as keyof Messages];
  return typeof text === "string" ? text : undefined;
}
