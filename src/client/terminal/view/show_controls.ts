/**
 * Makes control characters visible, for example ESC as `␛`, so that untrusted text cannot control
 * the terminal. Line feeds and tabs are kept.
 */
export function showControls(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, (control) => {
    const code = control.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? "\u2421" : "\ufffd";
  });
}
