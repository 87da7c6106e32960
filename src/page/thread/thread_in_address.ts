/// <reference lib="dom" />

const HASH = "#thread=";

/** Returns the thread that the address of the page names, or `null`. */
export function threadInAddress(): string | null {
  const { hash } = location;
  return hash.startsWith(HASH) ? decodeURIComponent(hash.slice(HASH.length)) : null;
}

/** Returns the link to a thread, relative to the page. */
export function linkTo(id: string): string {
  return `${HASH}${id}`;
}

/** Puts a thread into the address, in place of the one that is there. @param id `null` for none */
export function showInAddress(id: string | null): void {
  const { pathname, search, hash } = location;
  const link = id === null ? "" : linkTo(id);
  if (hash === link || link === "" && !hash.startsWith(HASH)) return;
  history.replaceState(null, "", link || `${pathname}${search}`);
}

/** Opens the thread of the address, if it is another one. @param id the thread that is shown */
export function followAddress(id: string | null): void {
  if (threadInAddress() !== id) location.reload();
}
