/** What an {@linkcode Upstream} sends, and how. */
export interface UpstreamReply {
  /** The content deltas, empty ones included; an object stands for a whole delta. */
  chunks: Iterable<string | Record<string, unknown>>;
  /** The content of the role delta it opens with; `undefined` for no role delta. */
  role?: "" | null | undefined;
  /** What it closes with; `null` to end without a finish frame. Default: `stop`. */
  finishReason?: string | null;
  /** The usage it reports; `null` for none. Default: {@linkcode UPSTREAM_USAGE}. */
  usage?: object | null;
  /** Waited for before each content delta. */
  pace?: (index: number) => Promise<unknown>;
  /** Whether the connection breaks after the chunks. */
  breaks?: boolean;
}

/** The tokens that an {@linkcode Upstream} says it has used. */
export const UPSTREAM_USAGE = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };

/**
 * An OpenAI-compatible server on loopback. It makes a frame only when the
 * connection takes one, counts them, and notices when its client goes away.
 */
export class Upstream implements AsyncDisposable {
  /** The bodies of the requests that came. */
  readonly requests: { messages: { role: string; content: string }[] }[] = [];
  /** How many content deltas it was made to produce. */
  produced = 0;
  /** How many of its replies are under way. */
  open = 0;
  /** Resolves when the first reply is under way. */
  readonly opened: Promise<void>;
  /** Resolves when a client goes away before it has all. */
  readonly cancelled: Promise<void>;

  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #opened = Promise.withResolvers<void>();
  readonly #cancelled = Promise.withResolvers<void>();

  /** @param reply what it answers, or what it answers each time it is asked */
  constructor(reply: UpstreamReply | ((turn: number) => UpstreamReply | Response)) {
    this.opened = this.#opened.promise;
    this.cancelled = this.#cancelled.promise;
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      async (request) => {
        this.requests.push(await request.json());
        const answer = typeof reply === "function" ? reply(this.requests.length - 1) : reply;
        return answer instanceof Response ? answer : this.#stream(answer);
      },
    );
  }

  /** What `OPENAI_BASE_URL` is set to. */
  get baseUrl(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/v1`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  #stream(reply: UpstreamReply): Response {
    const frames = this.#frames(reply);
    const encoder = new TextEncoder();
    this.open++;
    this.#opened.resolve();
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const { value, done } = await frames.next();
        if (!done) return controller.enqueue(encoder.encode(`data: ${value}\n\n`));
        this.open--;
        if (reply.breaks) controller.error(new Error("broken"));
        else controller.close();
      },
      cancel: () => {
        this.open--;
        this.#cancelled.resolve();
      },
    }, { highWaterMark: 0 });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }

  async *#frames(
    { chunks, role, finishReason = "stop", usage = UPSTREAM_USAGE, pace, breaks }: UpstreamReply,
  ) {
    if (role !== undefined) yield frame({ delta: { role: "assistant", content: role } });
    let index = 0;
    for (const chunk of chunks) {
      await pace?.(index++);
      this.produced++;
      yield frame({ delta: typeof chunk === "string" ? { content: chunk } : chunk });
    }
    if (breaks || finishReason === null) return;
    yield frame({ delta: {}, finish_reason: finishReason });
    if (usage !== null) yield JSON.stringify({ ...ENVELOPE, choices: [], usage });
    yield "[DONE]";
  }
}

const ENVELOPE = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 0, model: "test" };

function frame(choice: { delta: unknown; finish_reason?: string }): string {
  return JSON.stringify({ ...ENVELOPE, choices: [{ index: 0, finish_reason: null, ...choice }] });
}
