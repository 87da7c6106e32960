/**
 * Chooses the writes that say, too, that the server of a run is alive. A server with much to write may
 * be late to say so by itself.
 */
export class SignsOfLife {
  readonly #everyMs: number;
  readonly #servers = new Map<string, string>();
  readonly #signedAt = new Map<string, number>();

  /** @param leaseMs after how long without a sign of life a server counts as stopped */
  constructor(leaseMs: number) {
    this.#everyMs = leaseMs / 5;
  }

  /** Called when a run begins. */
  begin(runId: string, server: string): void {
    this.#servers.set(runId, server);
  }

  /**
   * Called with each write of a run.
   *
   * @param isRunning whether more of it will come
   * @returns the server that the write must say is alive, or `null`
   */
  sign(runId: string, isRunning: boolean): string | null {
    const server = this.#servers.get(runId);
    if (!isRunning) this.#servers.delete(runId);
    if (server === undefined) return null;
    const now = performance.now();
    if (now - (this.#signedAt.get(server) ?? -Infinity) < this.#everyMs) return null;
    this.#signedAt.set(server, now);
    return server;
  }
}
