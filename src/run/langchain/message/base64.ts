/** How many bytes become text at once. A function takes a limited number of arguments. */
const STEP = 2 ** 15;

/** Returns bytes in base64. Node 24 has no `Uint8Array.prototype.toBase64`. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += STEP) {
    text += String.fromCharCode(...bytes.subarray(at, at + STEP));
  }
  return btoa(text);
}

/** Returns the bytes of a text in base64. @throws {DOMException} if it is not base64 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
