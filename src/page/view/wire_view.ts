/// <reference lib="dom" />
import type { Frame } from "../answer/answer.ts";
import { duration } from "../answer/facts.ts";
import { button, element } from "../dom/element.ts";
import type { Messages } from "../messages/messages.ts";
import { WIRE_FORMATS, type WireFormat } from "../server/ask_for_frames.ts";

/** The frames of a reply as they came, with their times. */
export class WireView {
  /** The element to add to the page. */
  readonly element = element("div", { className: "wire" });

  readonly #messages: Messages;
  readonly #list = element("ol", { tabIndex: 0 });
  #shown = 0;

  /** @param onAgain called with the format in which the reader wants to ask again */
  constructor(messages: Messages, onAgain: (format: WireFormat) => void) {
    this.#messages = messages;
    const choice = element("select", { ariaLabel: messages.wireAgain });
    for (const format of Object.keys(WIRE_FORMATS)) choice.append(element("option", {}, format));
    const again = button(messages.wireAgain, () => onAgain(choice.value as WireFormat));
    const tools = element("p", { className: "tools" }, again, choice);
    this.#list.ariaLabel = messages.wireTitle;
    this.element.append(this.#list, tools);
  }

  /** Shows the frames that are new. */
  draw(frames: readonly Frame[]): void {
    if (frames.length < this.#shown) this.clear();
    if (frames.length > 0 && this.#shown === 0) this.#list.replaceChildren();
    for (const { ms, text } of frames.slice(this.#shown)) {
      this.#list.append(element(
        "li",
        {},
        element("time", {}, duration(ms)),
        element("code", {}, text),
      ));
    }
    this.#shown = frames.length;
    if (frames.length === 0 && this.#list.childElementCount === 0) {
      this.#list.append(element("li", {}, this.#messages.wireEmpty));
    }
  }

  /** Forgets all frames. */
  clear(): void {
    this.#list.replaceChildren();
    this.#shown = 0;
  }
}
