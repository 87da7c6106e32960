/// <reference lib="dom" />
import type { Message } from "@splitstream/splitstream/client";
import type { ThreadState } from "./fork_point.ts";
import type { ServerThread } from "./thread_turns.ts";
import type { Server } from "../server/server.ts";
import type { Interrupt } from "../../wire/stream_event.ts";

/** The answer to a request for a thread. */
export type Opened = ServerThread | "unknown" | "wants key" | "unreachable";

/** How many states of a thread are read to find a place in it. */
const MAX_STATES = 1_000;

/** The threads that the server keeps for the reader. */
export class ServerThreads {
  readonly #server: Server;

  /** @param server the server that keeps them */
  constructor(server: Server) {
    this.#server = server;
  }

  /** Reads a thread. A server that has forgotten it would take it for a new one. */
  async open(id: string): Promise<Opened> {
    try {
      const response = await this.#fetch(encodeURIComponent(id));
      if ([401, 403].includes(response.status)) return "wants key";
      if (!response.ok) return response.status < 500 ? "unknown" : "unreachable";
      const { metadata, values, interrupts, status } = await response.json();
      if (typeof metadata?.graph_id !== "string") return "unknown"; // nothing was said there
      const asks = Object.values(interrupts ?? {}).flat() as Interrupt[];
      return {
        id,
        runnable: metadata.graph_id,
        values,
        interrupts: asks,
        isBusy: status === "busy",
      };
    } catch {
      return "unreachable";
    }
  }

  /** Reads the states of a thread, the newest first; none if they cannot be read. */
  async states(id: string): Promise<readonly ThreadState[]> {
    try {
      const response = await this.#fetch(`${id}/history`, { limit: MAX_STATES });
      return response.ok ? await response.json() : [];
    } catch {
      return [];
    }
  }

  /** Makes a thread of what was said. @returns whether the server keeps it */
  async keep(
    { id, runnable, messages }: { id: string; runnable: string; messages: readonly Message[] },
  ): Promise<boolean> {
    try {
      const metadata = { graph_id: runnable, assistant_id: runnable };
      const made = await this.#fetch("", { thread_id: id, metadata });
      if (!made.ok) return false;
      return (await this.#fetch(`${id}/state`, { values: { messages } })).ok;
    } catch {
      return false;
    }
  }

  #fetch(path: string, body?: unknown): Promise<Response> {
    const headers = { "content-type": "application/json", ...this.#server.headers };
    const post = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    return fetch(this.#server.at(path === "" ? "threads" : `threads/${path}`), {
      headers,
      ...post,
    });
  }
}
