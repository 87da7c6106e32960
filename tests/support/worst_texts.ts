const LENGTH = 60_000;
const PARTS = [
  " ",
  "1",
  "1.",
  ",",
  " ,",
  "a,",
  "/",
  '"',
  "(",
  ";q=",
  "a b",
  "=",
  ":",
  "<",
  "\\",
  "%20",
  "a=b&",
];

/** Texts of 60,000 characters that a regular expression may take long for: one part, repeated. */
export const repeatedTexts: readonly string[] = PARTS.map((part) =>
  part.repeat(LENGTH / part.length)
);

/** The same, and texts that begin well, go on for long, and are not what they began as. */
export const worstTexts: readonly string[] = [
  ...repeatedTexts,
  ...repeatedTexts.map((text) => `"a"${text}x`),
  ...repeatedTexts.map((text) => `a/b;q="${text}`), // a quotation that does not end
  ...repeatedTexts.map((text) => `bearer ${text}`),
];
