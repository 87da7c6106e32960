/** What workers tell each other: that they are there, and that they have nothing left to do. */
interface Message {
  type: "hello" | "here" | "idle";
  id: string;
}

/**
 * How long to wait for the answers of the others, in milliseconds. Of two workers that start at the
 * same time, neither may hear the other's first message.
 */
const MEET_MS = 200;

/**
 * The workers of one `deno serve --parallel`. The first that exits ends the whole process, so each
 * waits for the others.
 */
export class Peers {
  readonly #id: string = crypto.randomUUID();
  /** The other workers that are not idle. */
  readonly #busy = new Set<string>();
  readonly #channel: BroadcastChannel;
  #isIdle = false;
  #onChange = () => {};

  constructor() {
    this.#channel = new BroadcastChannel(`splitstream ${Deno.pid}`);
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.type === "idle") this.#busy.delete(data.id);
      else this.#busy.add(data.id);
      if (data.type === "hello") this.#tell(this.#isIdle ? "idle" : "here");
      this.#onChange();
    };
    this.#tell("hello");
  }

  /** Says that this worker is idle, and resolves when all others are. */
  async whenIdle(): Promise<void> {
    this.#tell("hello");
    await new Promise((resolve) => setTimeout(resolve, MEET_MS));
    this.#isIdle = true;
    this.#tell("idle");
    while (this.#busy.size > 0) await new Promise<void>((resolve) => this.#onChange = resolve);
  }

  #tell(type: Message["type"]): void {
    this.#channel.postMessage({ type, id: this.#id } satisfies Message);
  }
}
