import { Random } from "../support/random.ts";
import { planOf, type SoakPlan } from "./soak_plan.ts";

const ENVELOPE = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 0, model: "soak" };
/** A part of a line that does not end. */
const LINE = new Uint8Array(2 ** 18).fill(120);
/** How many frames of a flood go in one packet. */
const FLOOD_PACKET = 200;

/**
 * An OpenAI-compatible server on loopback that does what each stream's plan
 * says, good or bad. What it is asked holds the stream's number: `soak 7`.
 */
export class SoakUpstream implements AsyncDisposable {
  /** How many requests are under way. */
  open = 0;
  /** The most that were at a time. */
  mostOpen = 0;
  /** How many there were. */
  requests = 0;

  readonly #seed: number;
  readonly #longMs: number;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  /**
   * @param seed of the plans
   * @param longMs more than anybody waits for it, in milliseconds
   */
  constructor(seed: number, longMs: number) {
    this.#seed = seed;
    this.#longMs = longMs;
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {}, onError: () => new Response(null) },
      (request) => this.#answer(request),
    );
  }

  /** What `OPENAI_BASE_URL` is set to. */
  get baseUrl(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/v1`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    this.requests++;
    this.mostOpen = Math.max(this.mostOpen, ++this.open);
    let isOver = false;
    const end = () => {
      if (!isOver) this.open--;
      isOver = true;
    };
    try {
      const response = await this.#reply(request, end);
      if (response.body === null) end();
      return response;
    } catch (error) {
      end();
      throw error;
    }
  }

  async #reply(request: Request, end: () => void): Promise<Response> {
    const asked = await request.text();
    const [, number] = asked.match(/.*soak (\d+)/s) ?? [];
    const plan = planOf(this.#seed, Number(number));
    switch (plan.conduct) {
      case "refuses":
        return new Response(null, { status: 500 });
      case "redirects": // to itself
        return new Response(null, { status: 307, headers: { location: request.url } });
      case "is busy":
        return new Response(null, { status: 429, headers: { "retry-after": "7" } });
      case "never begins":
        // One in two has not even a head until its client has lost patience. Its signal
        // would not tell: Deno 2.9 does not notice a client that leaves before the head,
        // if the request's body came in a packet of its own.
        if (plan.number % 2 === 0) await pause(this.#longMs);
        break;
    }
    const type = plan.conduct === "no stream" ? "text/html" : "text/event-stream";
    return new Response(body(plan, end), { headers: { "content-type": type } });
  }
}

/** Packets, no faster than they are taken. Whoever goes away ends it. */
function body(plan: SoakPlan, end: () => void): ReadableStream<Uint8Array> {
  const gone = new AbortController();
  const packets = packetsOf(plan, gone.signal);
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { value, done } = await packets.next();
        if (!done) return controller.enqueue(value);
        end();
        controller.close();
      } catch (error) {
        end();
        controller.error(error);
      }
    },
    cancel() {
      end();
      gone.abort();
    },
  }, { highWaterMark: 0 });
}

async function* packetsOf(
  plan: SoakPlan,
  gone: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const { conduct, waits, chunks, failsAfter } = plan;
  const random = new Random(plan.seed ^ 0x5eed, plan.number);
  if (conduct === "never begins") await aborted(gone);
  await pause(waits.firstMs);
  if (conduct === "no stream") {
    return yield* inPackets(["<!doctype html>"], { random, isFlood: false });
  }

  const isWell = conduct === "good" || conduct === "flood";
  const frames = [
    frame({ role: "assistant", content: "" }),
    ...(isWell ? chunks : chunks.slice(0, failsAfter)).flatMap((content, i) => [
      ...(i % 5 === 0 ? NOISE[plan.noise] : []),
      frame({ content }),
    ]),
    ...(isWell ? [frame({}, "stop"), "data: [DONE]\n\n"] : []),
    ...(conduct === "breaks off" ? [frame({}, "network_error"), "data: [DONE]\n\n"] : []),
    ...(conduct === "garbage" ? [`data: {"choices":[{"del\n\n`, "data: [DONE]\n\n"] : []),
  ];
  for (const packet of inPackets(frames, { random, isFlood: conduct === "flood" })) {
    if (waits.nextMs > 0) await pause(waits.nextMs);
    yield packet;
  }
  while (conduct === "endless line") yield LINE;
  if (conduct === "resets") throw new Error("The connection breaks");
  if (conduct === "stalls") await aborted(gone);
}

/** Puts frames together as they come over a network: some at once, some cut at any byte. */
function* inPackets(
  frames: readonly string[],
  { random, isFlood }: { random: Random; isFlood: boolean },
): Generator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  for (let at = 0; at < frames.length;) {
    const count = isFlood ? FLOOD_PACKET : random.pick([1, 1, 1, 2, 10]);
    const bytes = encoder.encode(frames.slice(at, at += count).join(""));
    const cut = random.chance(80) ? bytes.length : random.integer(1, bytes.length);
    yield bytes.slice(0, cut);
    if (cut < bytes.length) yield bytes.slice(cut);
  }
}

function frame(delta: Record<string, unknown>, finish_reason: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason }];
  return `data: ${JSON.stringify({ ...ENVELOPE, choices })}\n\n`;
}

const NOISE: Readonly<Record<SoakPlan["noise"], readonly string[]>> = {
  none: [],
  heartbeats: [": wait\n\n", "event: ping\n\n", "data:\n\n"],
  choices: [
    `data: {"choices":[]}\n\n`,
    `data: {"choices":[{"index":1,"delta":{"content":"x"}}]}\n\n`,
  ],
  reasoning: [frame({ content: null, reasoning_content: "hm (답변 종료)" })],
};

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
