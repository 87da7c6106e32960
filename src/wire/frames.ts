const UTF_8 = new TextEncoder();

/**
 * Returns how many events a text has, or how many bytes, if nothing ends its events.
 *
 * @param frameEnd the text that ends each event
 */
export function countFrames(text: string, frameEnd: string | undefined): number {
  if (frameEnd === undefined) return UTF_8.encode(text).length;
  let count = 0;
  for (
    let at = text.indexOf(frameEnd);
    at !== -1;
    at = text.indexOf(frameEnd, at + frameEnd.length)
  ) count++;
  return count;
}

/**
 * Returns a text as bytes, without its first events, or bytes.
 *
 * @param frameEnd the text that ends each event
 */
export function skipFrames(
  text: string,
  count: number,
  frameEnd: string | undefined,
): Uint8Array<ArrayBuffer> {
  if (frameEnd === undefined) return UTF_8.encode(text).subarray(count);
  let at = 0;
  for (; count > 0; count--) {
    const end = text.indexOf(frameEnd, at);
    if (end === -1) return UTF_8.encode("");
    at = end + frameEnd.length;
  }
  return UTF_8.encode(at === 0 ? text : text.slice(at));
}
