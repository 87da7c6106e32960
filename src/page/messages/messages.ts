import { ENGLISH } from "./english.ts";
import { KOREAN } from "./korean.ts";

/** The texts of the page in a language. */
export type Messages = typeof ENGLISH;

/** Returns the language of the reader, or English if the page does not have it. */
export function languageOf(languages: readonly string[]): "ko" | "en" {
  const known = languages.map((tag) => tag.toLowerCase().split("-")[0]);
  return known.find((tag) => tag === "ko" || tag === "en") === "ko" ? "ko" : "en";
}

/** Returns the texts in a language. */
export function messagesIn(language: "ko" | "en"): Messages {
  return language === "ko" ? KOREAN : ENGLISH;
}
