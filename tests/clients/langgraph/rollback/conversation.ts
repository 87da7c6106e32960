import { assertEquals } from "@std/assert";
import { Client } from "npm:@langchain/langgraph-sdk@1.15.0";
import type { TwoSteps } from "./two_steps.ts";

/** What a run is asked. */
export interface RunAsked {
  input: Record<string, unknown> | null;
  command?: { resume: string };
  multitaskStrategy?: "enqueue" | "interrupt" | "rollback";
}

/** A thread of a graph of two steps, by LangGraph's client. */
export class Conversation {
  readonly client: Client;
  readonly id = crypto.randomUUID();
  readonly #origin: string;
  readonly #steps: TwoSteps;

  /** @param steps the graph, which the server calls `two` */
  constructor(origin: string, steps: TwoSteps) {
    this.client = new Client({ apiUrl: origin, apiKey: null, callerOptions: { maxRetries: 0 } });
    this.#origin = origin;
    this.#steps = steps;
  }

  /** Returns all that a client sees of the thread, and its runs. */
  async everything() {
    const { threads, runs } = this.client;
    const { updated_at: _, ...thread } = await threads.get(this.id);
    const found = await threads.search({ ids: [this.id] });
    return {
      thread,
      state: await threads.getState(this.id, undefined, { subgraphs: true }),
      history: await threads.getHistory(this.id, { limit: 100 }),
      runs: (await runs.list(this.id)).map(({ run_id, status }) => [run_id, status]),
      found: found.map(({ status, values }) => [status, values]),
    };
  }

  /** Runs it by our own route. */
  ask(topic: string): Promise<Response> {
    const config = { configurable: { thread_id: this.id } };
    const body = JSON.stringify({ input: { topic }, config });
    return fetch(`${this.#origin}/two/invoke`, { method: "POST", body });
  }

  /** Runs it by our own route to its end. @returns what was said */
  async asked(topic: string): Promise<string[]> {
    const response = await this.ask(topic);
    assertEquals(response.status, 200);
    return (await response.json()).output.said;
  }

  /** Begins a run that is held in its second step. @returns its id */
  async begin(options: RunAsked): Promise<string> {
    const begun = this.#steps.hold();
    const { run_id } = await this.client.runs.create(this.id, "two", options);
    await begun;
    return run_id;
  }

  /** Runs it to its end. @returns what was said */
  async run(topic: string, options: Partial<RunAsked> = {}): Promise<string[]> {
    return await this.#wait({ input: { topic }, ...options });
  }

  /** Answers its question. @returns what was said */
  async answer(resume: string): Promise<string[]> {
    return await this.#wait({ input: null, command: { resume } });
  }

  async #wait(options: RunAsked): Promise<string[]> {
    const values = await this.client.runs.wait(this.id, "two", options);
    return (values as unknown as { said: string[] }).said;
  }
}
