import { ENGLISH } from "./english.ts";
import { KOREAN } from "./korean.ts";

/** The texts of the terminal client in a language. */
export type Messages = typeof ENGLISH;

/** The variables that choose a language, the first that is not empty. */
export interface Locale {
  LC_ALL?: string | undefined;
  LC_MESSAGES?: string | undefined;
  LANG?: string | undefined;
}

/** Returns the texts in the language of a locale, in English if there are none. */
export function messagesFor({ LC_ALL, LC_MESSAGES, LANG }: Locale): Messages {
  const locale = LC_ALL || LC_MESSAGES || LANG || "";
  return /^ko(?![a-z])/i.test(locale) ? KOREAN : ENGLISH; // "kok" is Konkani
}
