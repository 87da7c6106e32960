/**
 * Makes control characters visible, so that text from elsewhere cannot move the
 * cursor, change the title or paste anything: ESC becomes `␛`. Line feeds and
 * tabs stay.
 */
export function showControls(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, (control) => {
    const code = control.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? "\u2421" : "\ufffd";
  });
}
