/** The size of an input. */
export interface InputSize {
  /** The length of its texts, in UTF-16 code units, without keys, roles and types. */
  chars: number;
  /** The number of messages in its longest list of messages. */
  messages: number;
  /** The size of the images, audio and files in it, in bytes. */
  mediaBytes: number;
  /** How deep its objects and arrays are nested. */
  depth: number;
}

/** The keys under which parts of messages have base64. */
const DATA_KEYS: ReadonlySet<string> = new Set(["data", "file_data", "base64"]);

/** Measures an input. Media in data URLs and base64 do not count as text. */
export function measureInput(input: unknown): InputSize {
  const size = { chars: 0, messages: 0, mediaBytes: 0, depth: 0 };
  const left: { key: string; value: unknown; isPart: boolean; depth: number }[] = [
    { key: "", value: input, isPart: false, depth: 0 },
  ];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { key, value, isPart, depth } = next;
    if (typeof value === "object" && value !== null) size.depth = Math.max(size.depth, depth + 1);
    if (typeof value === "string") {
      const isMedia = /^data:[^,]{0,200};base64,/.test(value) || isPart && DATA_KEYS.has(key);
      if (key === "role" || key === "type") continue;
      if (isMedia) size.mediaBytes += Math.floor(value.length * 3 / 4);
      else size.chars += value.length;
    } else if (Array.isArray(value)) {
      const count = value.some(isMessage) ? value.length + (key === "history" ? 1 : 0) : 0;
      size.messages = Math.max(size.messages, count);
      for (const item of value) left.push({ key, value: item, isPart: false, depth: depth + 1 });
    } else if (typeof value === "object" && value !== null) {
      const isInPart = "type" in value && typeof value.type === "string" || key === "input_audio" ||
        key === "file";
      for (const [name, item] of Object.entries(value)) {
        left.push({ key: name, value: item, isPart: isInPart, depth: depth + 1 });
      }
    }
  }
  return size;
}

function isMessage(value: unknown): boolean {
  return typeof value === "object" && value !== null &&
    ("role" in value || "content" in value || "lc" in value || Array.isArray(value));
}
