import type { Handler } from "../http/handler.ts";

/** Counts the replies that have not been sent whole, for a server that cannot be told to stop. */
export class OpenReplies {
  #open = 0;
  #onIdle: (() => void) | null = null;

  /** Returns a handler whose replies are counted. */
  counting(handler: Handler): Handler {
    return async (request, info) => {
      this.#open++;
      try {
        const response = await handler(request, info);
        (info?.completed ?? Promise.resolve()).catch(() => {}).then(() => this.#close());
        return response;
      } catch (error) {
        this.#close();
        throw error;
      }
    };
  }

  /** Resolves when there is none. */
  async whenIdle(): Promise<void> {
    if (this.#open > 0) await new Promise<void>((resolve) => this.#onIdle = resolve);
  }

  #close(): void {
    if (--this.#open === 0) this.#onIdle?.();
  }
}
