/// <reference lib="dom" />
import type { ConversationThread } from "./conversation_threads.ts";
import { copyButton } from "../dom/copy_button.ts";
import { button, element } from "../dom/element.ts";
import type { Messages } from "../messages/messages.ts";
import { linkTo, showInAddress } from "./thread_in_address.ts";

/** Says in which thread the conversation is: its link opens it anywhere. */
export class ThreadLine {
  readonly #element: HTMLElement;
  readonly #messages: Messages;
  readonly #keep: HTMLButtonElement;
  #shown: string | null = null;

  /** @param options `onKeep` is called when the reader wants the server to keep the conversation */
  constructor(
    element: HTMLElement,
    { messages, onKeep }: { messages: Messages; onKeep: () => void },
  ) {
    this.#element = element;
    this.#messages = messages;
    this.#keep = button(messages.keepThread, onKeep, { className: "quiet" });
  }

  /** Shows the thread, here and in the address, or offers to keep the conversation in one. */
  show(
    thread: ConversationThread | null,
    { isUnkept, canKeep }: { isUnkept: boolean; canKeep: boolean },
  ): void {
    this.#keep.disabled = !canKeep;
    const state = `${thread?.id} ${isUnkept}`;
    if (state === this.#shown) return; // the reader may be at its link
    this.#shown = state;
    showInAddress(thread?.id ?? null);
    if (thread !== null) this.#draw(...this.#link(thread));
    else if (isUnkept) this.#draw(this.#keep);
    else this.#draw();
  }

  /** Says something else in its place, until there is something new to show. */
  say(text: string): void {
    this.#shown = null;
    this.#draw(text);
  }

  #link({ id }: ConversationThread): (Node | string)[] {
    const messages = this.#messages;
    const link = element("a", { href: linkTo(id), textContent: id });
    const [before = "", after = ""] = messages.inThread(id).split(id);
    const copy = copyButton(messages.copyLink, () => link.href, messages);
    copy.className = "quiet";
    return [before, link, after, " ", copy];
  }

  #draw(...content: (Node | string)[]): void {
    this.#element.hidden = content.length === 0;
    this.#element.replaceChildren(...content);
  }
}
