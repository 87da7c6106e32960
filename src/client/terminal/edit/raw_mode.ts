import { PASTE_OFF, PASTE_ON } from "./key_parser.ts";
import type { Size } from "./layout.ts";

const encoder = new TextEncoder();

/**
 * Makes the terminal send each key at once, and mark pasted text. Returns a function that restores
 * it, which a process does that ends in whatever way it can notice.
 */
export function enterRawMode(): () => void {
  let isRaw = true;
  const restore = () => {
    if (!isRaw) return;
    isRaw = false;
    try {
      Deno.stdin.setRaw(false);
      Deno.stdout.writeSync(encoder.encode(PASTE_OFF));
    } catch {
      // There is nothing to restore of a terminal that was closed.
    }
  };
  addEventListener("unload", restore);
  if (Deno.build.os !== "windows") {
    for (const [signal, number] of [["SIGHUP", 1], ["SIGTERM", 15]] as const) {
      Deno.addSignalListener(signal, () => Deno.exit(128 + number));
    }
  }
  Deno.stdin.setRaw(true);
  Deno.stdout.writeSync(encoder.encode(PASTE_ON));
  return restore;
}

/** Returns the size of the terminal, or a common one where it does not know its own. */
export function terminalSize(): Size {
  const { columns, rows } = Deno.consoleSize();
  return { columns: columns || 80, rows: rows || 24 };
}
