/** The longest text of one value. A value has at most 64 KiB, and a code unit up to two bytes. */
export const MAX_PART = 30_000;

/** The most long values that are written at once: a commit has at most 800 KiB. */
export const MAX_PARTS = 12;
