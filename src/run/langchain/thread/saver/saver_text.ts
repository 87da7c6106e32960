// Assumptions about LangGraph's internals, which a new version may break:
//
// - A serializer says the type of what it writes. What it calls `json` is text.

import { fromBase64, toBase64 } from "../../message/base64.ts";

/** Writes and reads values: LangGraph's serializer. */
export interface Serializer {
  dumpsTyped(value: unknown): Promise<[string, Uint8Array]>;
  loadsTyped(type: string, text: Uint8Array | string): Promise<unknown>;
}

/** Returns a value as text that begins with the type that the serializer says. */
export async function toText(serializer: Serializer, value: unknown): Promise<string> {
  const [type, bytes] = await serializer.dumpsTyped(value);
  return `${type}:${type === "json" ? new TextDecoder().decode(bytes) : toBase64(bytes)}`;
}

/** Reads what {@linkcode toText} has written. */
export async function fromText(serializer: Serializer, text: string): Promise<unknown> {
  const end = text.indexOf(":");
  const [type, said] = [text.slice(0, end), text.slice(end + 1)];
  return await serializer.loadsTyped(type, type === "json" ? said : fromBase64(said));
}

/** Joins texts to one. The first line has the length of each, and what else is known of them. */
export function joinTexts(about: unknown, texts: readonly string[]): string {
  const head = JSON.stringify([about, ...texts.map(({ length }) => length)]);
  return `${head}\n${texts.join("")}`;
}

/** Returns what {@linkcode joinTexts} has joined. */
export function splitTexts(joined: string): { about: unknown; texts: string[] } {
  const end = joined.indexOf("\n");
  const [about, ...lengths] = JSON.parse(joined.slice(0, end)) as [unknown, ...number[]];
  let at = end + 1;
  const texts = lengths.map((length) => joined.slice(at, at += length));
  return { about, texts };
}
