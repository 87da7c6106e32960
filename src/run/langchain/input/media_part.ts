import { fromBase64 } from "../message/base64.ts";

/** An image, audio or another file of a message, as a client sends it. */
export interface Media {
  kind: "image" | "audio" | "file";
  /** Its address, or a data URL. */
  url: string;
  mimeType?: string | undefined;
  filename?: unknown;
}

/** The names of audio formats that models' servers know, by those that browsers use. */
const AUDIO: Readonly<Record<string, string>> = {
  "audio/mpeg": "audio/mp3",
  "audio/x-wav": "audio/wav",
  "audio/wave": "audio/wav",
  "audio/vnd.wave": "audio/wav",
};

/**
 * Returns the part of a message in the form that LangChain's models convert to that of their
 * server. A text file becomes its text, which every model can read.
 */
export function mediaPart({ kind, url, mimeType, filename }: Media): Record<string, unknown> {
  if (kind === "image") return { type: "image_url", image_url: { url } };
  const [head = ""] = /^data:[^,]*;base64,/.exec(url) ?? [];
  const data = url.slice(head.length);
  const text = head !== "" && mimeType?.startsWith("text/") ? decode(data) : null;
  if (text !== null) return { type: "text", text };
  return {
    type: kind,
    ...(head === "" ? { source_type: "url", url } : { source_type: "base64", data }),
    ...(mimeType === undefined ? {} : { mime_type: AUDIO[mimeType] ?? mimeType }),
    // Servers want a name of each file.
    ...(kind === "file"
      ? { metadata: { filename: typeof filename === "string" ? filename : "file" } }
      : {}),
  };
}

/** Returns the kind of media of a MIME type. */
export function mediaKind(mimeType: string): Media["kind"] {
  if (mimeType.startsWith("image/")) return "image";
  return mimeType.startsWith("audio/") ? "audio" : "file";
}

/** Returns the text in base64, or `null` if it is not UTF-8. */
function decode(base64: string): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(fromBase64(base64));
  } catch {
    return null; // sent on as a file
  }
}
