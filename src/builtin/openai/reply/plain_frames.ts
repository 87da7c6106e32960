type Fields = Record<string, unknown>;

/** The bytes around the content of a frame, and the frame. */
interface Template {
  readonly before: Uint8Array;
  /** From the end of the content on. */
  readonly after: Uint8Array;
  /** From the end of the padding on, if there is padding; it ends `after`. */
  readonly rest: Uint8Array | null;
  readonly frame: Fields;
}

const ENCODER = new TextEncoder();
// Text in the middle of a stream: what looks like a byte order mark is a letter.
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });
const CONTENT = /"content"\s*:\s*"/g;
/** OpenAI's padding, of another length in each frame, against whoever counts bytes on the wire. */
const PADDING = /"obfuscation"\s*:\s*"(?=[^"\\]*")/;
/** Stands for the content, and for the padding. */
const PROBE = "splitstream";
/** How many frames are learnt in vain. */
const MAX_MISSES = 8;

/** How long a line may be that is learnt from, in UTF-16 code units. */
const MAX_LENGTH = 16_384;

const LF = ENCODER.encode("\n\n");
const CRLF = ENCODER.encode("\r\n\r\n");
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Reads plain frames of a completion: those whose bytes differ from an earlier frame in the text of
 * their content alone. To parse them as JSON would cost more than all else that is done with them.
 *
 * A frame of which anything else differs is not plain, nor is one that does not come in one piece.
 */
export class PlainFrames {
  /** Where the frame that was read last ends. */
  end = 0;
  /** Whether the bytes that come next begin an event. */
  isBetweenEvents = false;
  #template: Template | null = null;
  #misses = 0;

  /**
   * Learns from a frame that was parsed.
   *
   * @param line its line, the only one with data; `null` if there are more
   * @param frame the frame
   * @param cleaned what comes in its place
   */
  learn(line: string | null, frame: Fields, cleaned: Fields): void {
    if (line === null || line.length > MAX_LENGTH || this.#misses === MAX_MISSES) return;
    if (!isPlain(frame)) return;
    this.#misses++;
    this.#template = templateOf(line, cleaned);
  }

  /** Reads the frame that begins at a place. @returns its text; `null` if it is not plain */
  read(bytes: Uint8Array, at: number): string | null {
    if (this.#template === null || !this.isBetweenEvents) return null;
    const { before, after, rest } = this.#template;
    const begin = at + before.byteLength;
    if (!hasAt(bytes, at, before)) return null;
    const close = stringEnd(bytes, begin);
    if (close < 0 || !hasAt(bytes, close, after)) return null;
    let end = close + after.byteLength;
    if (rest !== null) {
      const padded = stringEnd(bytes, end);
      if (padded < 0 || bytes.subarray(end, padded).includes(BACKSLASH)) return null;
      if (!hasAt(bytes, padded, rest)) return null;
      end = padded + rest.byteLength;
    }
    const eol = bytes[end] === RETURN ? CRLF : LF;
    if (!hasAt(bytes, end, eol)) return null;
    const text = textOf(bytes.subarray(begin, close));
    if (text === null) return null;
    this.#misses = 0;
    this.end = end + eol.byteLength;
    return text;
  }

  /** Returns the frame with a text. */
  toFrame(text: string): Fields {
    const frame = this.#template?.frame ?? {};
    const [choice] = frame.choices as [Fields];
    const delta = { ...choice.delta as Fields, content: text };
    return { ...frame, choices: [{ ...choice, delta }] };
  }
}

/** Whether all that a frame says is its text. */
function isPlain({ choices, usage }: Fields): boolean {
  if (!Array.isArray(choices) || choices.length !== 1 || usage != null) return false;
  const { index, delta, message, finish_reason, logprobs }: Fields = choices[0] ?? {};
  if ((index ?? 0) !== 0 || message !== undefined || finish_reason != null) return false;
  if (logprobs != null || typeof delta !== "object" || delta === null) return false;
  const { content, role: _, tool_calls: calls, ...others } = delta as Fields;
  return typeof content === "string" && (calls == null || Array.isArray(calls) && !calls.length) &&
    Object.values(others).every((value) => value == null || value === "");
}

function templateOf(line: string, cleaned: Fields): Template | null {
  const [content, other] = line.matchAll(CONTENT);
  if (content === undefined || other !== undefined) return null;
  const begin = content.index + content[0].length;
  const before = line.slice(0, begin);
  const after = line.slice(begin + lengthOf(line.slice(begin)));
  const padding = PADDING.exec(after);
  const cut = padding === null ? after.length : padding.index + padding[0].length;
  const rest = padding === null ? null : after.slice(after.indexOf('"', cut));
  const probe = before.slice(before.indexOf("{")) + PROBE + after.slice(0, cut) +
    (rest === null ? "" : PROBE + rest);
  const { choices, obfuscation } = JSON.parse(probe);
  if (choices[0].delta.content !== PROBE) return null; // it is the content of something else
  if (rest !== null && obfuscation !== PROBE) return null;
  return {
    before: ENCODER.encode(before),
    after: ENCODER.encode(after.slice(0, cut)),
    rest: rest === null ? null : ENCODER.encode(rest),
    frame: cleaned,
  };
}

/** The length of a JSON string whose opening quote is left out. */
function lengthOf(text: string): number {
  return /^(?:[^"\\]|\\.)*/.exec(text)?.[0].length ?? 0;
}

function hasAt(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let i = 0; i < expected.byteLength; i++) {
    if (bytes[at + i] !== expected[i]) return false;
  }
  return true;
}

/** Returns where a JSON string ends; -1 if it does not, or is not JSON. */
function stringEnd(bytes: Uint8Array, begin: number): number {
  for (let i = begin; i < bytes.byteLength; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === QUOTE) return i;
    if (byte === BACKSLASH) i++;
    else if (byte < SPACE) return -1;
  }
  return -1;
}

/** Returns the text of a JSON string without its quotes; `null` if it is not JSON. */
function textOf(bytes: Uint8Array): string | null {
  const text = DECODER.decode(bytes);
  if (!text.includes("\\")) return text;
  try {
    return JSON.parse(`"${text}"`);
  } catch {
    return null; // the parser of whole frames reports it
  }
}
