import type { Key, KeyName } from "./key_parser.ts";
import { charactersOf } from "./text_width.ts";

/** What a key led to. `cancel` means that the user leaves an empty line. */
export type Edited = { type: "edit" } | { type: "submit"; text: string } | { type: "cancel" };

const EDIT: Edited = { type: "edit" };

/** Edits a line, which may have line feeds, and remembers those before it. Knows no terminal. */
export class LineEditor {
  readonly #history: string[] = [];
  /** The place in the history; at its end for the new line. */
  #place = 0;
  #draft = "";
  #before = "";
  #after = "";

  /** The text before the cursor. */
  get before(): string {
    return this.#before;
  }

  /** The text behind the cursor. */
  get after(): string {
    return this.#after;
  }

  /** Handles a key. */
  press(key: Key): Edited {
    if (key.name === "text") this.#before += key.text;
    else if (key.name === "enter") return this.#submit();
    else if (key.name === "interrupt" || key.name === "end_of_input") return this.#leave(key.name);
    else this.#edit(key.name);
    return EDIT;
  }

  #submit(): Edited {
    const text = this.#before + this.#after;
    if (text.trim() !== "" && text !== this.#history.at(-1)) this.#history.push(text);
    this.#start();
    return { type: "submit", text };
  }

  /** Ctrl-C clears a line, Ctrl-D deletes a character. Both leave an empty line. */
  #leave(name: "interrupt" | "end_of_input"): Edited {
    if (this.#before + this.#after === "") return { type: "cancel" };
    if (name === "interrupt") this.#start();
    else this.#edit("delete");
    return EDIT;
  }

  #edit(name: KeyName): void {
    const before = charactersOf(this.#before);
    const after = charactersOf(this.#after);
    switch (name) {
      case "newline":
        this.#before += "\n";
        break;
      case "backspace":
        this.#before = before.slice(0, -1).join("");
        break;
      case "delete":
        this.#after = after.slice(1).join("");
        break;
      case "kill_before":
        this.#before = "";
        break;
      case "kill_after":
        this.#after = "";
        break;
      case "kill_word":
        this.#before = this.#before.replace(/\S*\s*$/, "");
        break;
      case "left":
        this.#move(before.slice(0, -1).join("").length);
        break;
      case "right":
        this.#move(this.#before.length + (after[0] ?? "").length);
        break;
      case "word_left":
        this.#move(this.#before.replace(/\S*\s*$/, "").length);
        break;
      case "word_right":
        this.#move(this.#before.length + (this.#after.match(/^\s*\S*/)?.[0] ?? "").length);
        break;
      case "home":
        this.#move(0);
        break;
      case "end":
        this.#move(Infinity);
        break;
      case "up":
        this.#recall(this.#place - 1);
        break;
      case "down":
        this.#recall(this.#place + 1);
        break;
    }
  }

  #move(to: number): void {
    const text = this.#before + this.#after;
    this.#before = text.slice(0, to);
    this.#after = text.slice(this.#before.length);
  }

  #recall(place: number): void {
    if (place < 0 || place > this.#history.length) return;
    if (this.#place === this.#history.length) this.#draft = this.#before + this.#after;
    this.#place = place;
    this.#before = this.#history[place] ?? this.#draft;
    this.#after = "";
  }

  #start(): void {
    this.#before = this.#after = this.#draft = "";
    this.#place = this.#history.length;
  }
}
