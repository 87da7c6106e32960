/** How often a write is tried while another process is writing. */
const MAX_TRIES = 100;

/** Writes to Deno KV, again if another process is writing to the file. */
export async function patiently<T>(write: () => Promise<T>): Promise<T> {
  for (let tries = 1;; tries++) {
    try {
      return await write();
    } catch (error) {
      const isLocked = error instanceof Error && /locked|busy/i.test(error.message);
      if (!isLocked || tries === MAX_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 20));
    }
  }
}
