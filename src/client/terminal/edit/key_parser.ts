/** A key with a meaning for an editor of lines. */
export type KeyName =
  | "enter"
  | "newline"
  | "backspace"
  | "delete"
  | "left"
  | "right"
  | "word_left"
  | "word_right"
  | "home"
  | "end"
  | "up"
  | "down"
  | "kill_before"
  | "kill_after"
  | "kill_word"
  | "interrupt"
  | "end_of_input";

/** A key, or text that was typed or pasted. */
export type Key = { name: KeyName } | { name: "text"; text: string };

/** Makes the terminal mark pasted text. */
export const PASTE_ON = "\x1b[?2004h";
/** Ends that. */
export const PASTE_OFF = "\x1b[?2004l";

const PASTE_START = "\x1b[200~";
const PASTE_END = "\x1b[201~";

const KEYS: Readonly<Record<string, KeyName>> = {
  "\r": "enter",
  "\n": "enter",
  "\x1b\r": "newline",
  "\x1b\n": "newline",
  "\x7f": "backspace",
  "\b": "backspace",
  "\x1b\x7f": "kill_word",
  "\x01": "home",
  "\x02": "left",
  "\x03": "interrupt",
  "\x04": "end_of_input",
  "\x05": "end",
  "\x06": "right",
  "\x0b": "kill_after",
  "\x0e": "down",
  "\x10": "up",
  "\x15": "kill_before",
  "\x17": "kill_word",
  "\x1bb": "word_left",
  "\x1bf": "word_right",
};

/** The last byte of a control sequence, and for `~` the number before it. */
const SEQUENCES: Readonly<Record<string, KeyName>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
  "1~": "home",
  "3~": "delete",
  "4~": "end",
  "7~": "home",
  "8~": "end",
};

const ESCAPE = "\x1b";
/** A whole control sequence of ECMA-48, or of the keys of a VT100. */
const SEQUENCE = new RegExp(`^${ESCAPE}(?:\\[([0-?]*)[ -/]*([@-~])|O([@-~]))`);
/** The beginning of one. */
const BEGINNING = new RegExp(`^${ESCAPE}(?:\\[[0-?]*[ -/]*|O)?$`);
const TEXT = /^[^\p{Cc}]+|^\t/u;

/** Parses what a terminal in raw mode sends, in pieces of any size. */
export class KeyParser {
  #rest = "";

  /** Returns the keys that are complete. */
  push(input: string): Key[] {
    this.#rest += input;
    const keys: Key[] = [];
    for (let key = this.#next(); key !== undefined; key = this.#next()) {
      if (key !== null) keys.push(key);
    }
    return keys;
  }

  /** Returns the next key, `null` for an unknown one, `undefined` if there is none yet. */
  #next(): Key | null | undefined {
    const rest = this.#rest;
    if (rest === "" || (BEGINNING.test(rest))) return undefined;
    if (rest.startsWith(PASTE_START)) return this.#paste();
    const text = rest.match(TEXT)?.[0];
    if (text !== undefined) return this.#take(text, { name: "text", text });
    const sequence = rest.match(SEQUENCE);
    if (sequence !== null) return this.#take(sequence[0], sequenceKey(sequence));
    for (const length of [2, 1]) {
      const bytes = rest.slice(0, length);
      const name = Object.hasOwn(KEYS, bytes) ? KEYS[bytes] : undefined;
      if (name !== undefined) return this.#take(bytes, { name });
    }
    return this.#take(rest.charAt(0), null);
  }

  #paste(): Key | undefined {
    const end = this.#rest.indexOf(PASTE_END);
    if (end === -1) return undefined;
    const pasted = this.#rest.slice(PASTE_START.length, end);
    // A line that is pasted whole is no reason for an empty one after it.
    const text = pasted.replaceAll(/\r\n?/g, "\n").replace(/\n$/, "")
      .replaceAll(/[^\P{Cc}\n\t]/gu, "");
    return this.#take(this.#rest.slice(0, end + PASTE_END.length), { name: "text", text });
  }

  #take<T>(bytes: string, key: T): T {
    this.#rest = this.#rest.slice(bytes.length);
    return key;
  }
}

function sequenceKey([, parameters = "", last = "", vt100]: RegExpMatchArray): Key | null {
  const [number = "", modifier = ""] = parameters.split(";");
  const id = vt100 ?? (last === "~" ? `${number}~` : last);
  const name = Object.hasOwn(SEQUENCES, id) ? SEQUENCES[id] : undefined;
  if (name === undefined) return null;
  if (modifier === "") return { name };
  if (name === "left") return { name: "word_left" };
  if (name === "right") return { name: "word_right" };
  return { name };
}
