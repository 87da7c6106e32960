import { assert, assertEquals } from "@std/assert";
import type { AppOptions, RunLog } from "../../../src/mod.ts";
import { serve } from "../../clients/serve.ts";
import { RawClient, type RawReply } from "./raw_client.ts";
import { delta, DONE, FINISH, RawUpstream, ROLE, type Script, type Wire } from "./raw_upstream.ts";
import { NDJSON, type Way, ways } from "./ways.ts";
import { within } from "../within.ts";

const BYSTANDER = "I stand by";
const LATER = "I come later";

/** The most faults at a time. */
const MOST = Object.keys(ways).length;
/** As long as no test of a fault takes. */
const LONG = { firstTokenMs: 20_000, idleMs: 20_000, graceMs: 20_000 };

/**
 * A server on a model's server that does as it is told, and a stream through
 * both that is under way all the time and is not to notice.
 */
export class Scene implements AsyncDisposable {
  readonly upstream: RawUpstream;
  readonly origin: string;
  readonly #server: AsyncDisposable;
  readonly #clients: RawClient[] = [];
  readonly #runs: RunLog[] = [];
  #onRun = () => {};
  readonly #said: string[] = [];
  readonly #isOver = Promise.withResolvers<void>();
  readonly #begun = Promise.withResolvers<void>();
  #bystander: Promise<RawReply> | undefined;

  private constructor(fault: Script, limits: AppOptions["limits"]) {
    this.upstream = new RawUpstream((wire) => {
      if (wire.asked.includes(BYSTANDER)) return this.#speak(wire);
      return wire.asked.includes(LATER) ? answer(wire) : fault(wire);
    });
    const server = serve({
      model: { provider: "openai", model: "m", baseUrl: this.upstream.baseUrl, maxRetries: 0 },
      limits: { ...LONG, streams: 1 + MOST, ...limits },
      onRun: (log) => {
        this.#runs.push(log);
        this.#onRun();
      },
    });
    this.#server = server;
    this.origin = server.origin;
  }

  /** @param fault what the model's server does when it is asked anything but by a bystander */
  static async open(fault: Script, limits: AppOptions["limits"] = {}): Promise<Scene> {
    const scene = new Scene(fault, limits);
    scene.#bystander = scene.ask(NDJSON, BYSTANDER);
    scene.#bystander.catch(() => {}); // its client is closed early where a check fails
    await within(scene.#begun.promise, "the bystander to begin");
    return scene;
  }

  /** A client of the server that has sent something already. */
  async send(bytes: string | Uint8Array): Promise<RawClient> {
    const client = await RawClient.connect(this.origin);
    this.#clients.push(client);
    await client.send(bytes);
    return client;
  }

  /** Asks, and reads the reply. */
  async ask(way: Way, said = "안녕"): Promise<RawReply> {
    const client = await this.send(way.ask(said));
    const reply = await client.reply();
    assert(reply !== null, "There was no reply");
    return reply;
  }

  /** Asks in all ways at once, and reads the replies. */
  async askAll(): Promise<{ name: string; way: Way; reply: RawReply }[]> {
    const replies = Object.entries(ways)
      .map(async ([name, way]) => ({ name, way, reply: await this.ask(way) }));
    return await Promise.all(replies);
  }

  /**
   * Checks that the faults are over: so many runs, or more, have ended so, each once; no connection of
   * theirs is left, nor do they keep others from running; and the bystander's
   * answer is whole.
   */
  async assertOver(outcome: RunLog["outcome"], runs = MOST): Promise<void> {
    while (this.#runs.length < runs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onRun = resolve;
      await within(promise, "a run to end");
    }
    assertEquals([...new Set(this.#runs.map((run) => run.outcome))], runs === 0 ? [] : [outcome]);
    const ids = this.#runs.map(({ run_id }) => run_id);
    assertEquals(ids, [...new Set(ids)]);
    await within(this.upstream.left(1), "the model's server to be left");

    const later = Array.from({ length: MOST }, () => this.ask(NDJSON, LATER));
    for (const reply of await Promise.all(later)) await assertHeard(reply, "later");

    this.#isOver.resolve();
    assert(this.#bystander !== undefined);
    await assertHeard(await this.#bystander, this.#said.join(""));
    await within(this.upstream.left(0), "the model's server to be left");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver.resolve();
    for (const client of this.#clients) client[Symbol.dispose]();
    await this.upstream[Symbol.asyncDispose]();
    await within(this.#server[Symbol.asyncDispose](), "the server to stop");
  }

  /** Goes on until the fault is over. */
  async #speak(wire: Wire): Promise<void> {
    let isOver = false;
    this.#isOver.promise.then(() => isOver = true);
    await wire.head();
    await wire.body(ROLE);
    while (!isOver) {
      const token = `${this.#said.length} 가`;
      await wire.body(delta(token));
      this.#said.push(token);
      this.#begun.resolve();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await wire.body(delta("(답변 종료)") + FINISH + DONE);
    await wire.end();
  }
}

async function assertHeard(reply: RawReply, text: string): Promise<void> {
  assertEquals(reply.status, 200);
  assertEquals(await NDJSON.read(reply), { text, failure: null, isComplete: true });
}

async function answer(wire: Wire): Promise<void> {
  await wire.head();
  await wire.body(ROLE + delta("later") + FINISH + DONE);
  await wire.end();
}
