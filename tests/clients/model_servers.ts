import { LLMock } from "npm:@copilotkit/aimock@^1.43.0";
import { Upstream } from "../support/models/upstream.ts";

/** How a model's server behaves. */
export interface Behaviour {
  /** What the model says, in pieces of a few characters. */
  says: string;
  /** What goes wrong, if anything does. */
  fault?: "refuses" | "breaks" | "is cut";
  /** Whether it takes its time, and has more to say than anybody hears out. */
  lingers?: boolean;
}

/** A model's server on loopback. */
export interface ModelServer extends AsyncDisposable {
  baseUrl: string;
  /** Resolves when it notices that its client went away; aimock does not say. */
  left?: () => Promise<unknown>;
}

const SIZE = 3;
const tick = () => new Promise<void>((resolve) => setTimeout(resolve, 2));

/** Ours, and one that we did not write. */
export const modelServers: Readonly<Record<string, (b: Behaviour) => Promise<ModelServer>>> = {
  ours: ({ says, fault, lingers }) => {
    const upstream = fault === "refuses"
      ? new Upstream(() => Response.json({ error: { message: "no" } }, { status: 500 }))
      : new Upstream({
        role: "",
        chunks: says.match(new RegExp(`[^]{1,${SIZE}}`, "g")) ?? [],
        breaks: fault === "breaks",
        finishReason: fault === "is cut" ? null : "stop",
        ...(lingers ? { pace: tick } : {}),
      });
    return Promise.resolve(Object.assign(upstream, { left: () => upstream.cancelled }));
  },
  aimock: async ({ says, fault, lingers }) => {
    const mock = new LLMock({ port: 0, logLevel: "silent" });
    const pieces = Math.ceil(says.length / SIZE);
    mock.onMessage(
      /./,
      fault === "refuses"
        ? { error: { message: "no", type: "server_error" }, status: 500 }
        : { content: says },
      {
        chunkSize: SIZE,
        ...(lingers || fault !== undefined ? { latency: 5 } : {}),
        // It counts the role delta, too, and breaks the connection there.
        ...(fault === "breaks" || fault === "is cut" ? { truncateAfterChunks: pieces + 1 } : {}),
      },
    );
    await mock.start();
    return {
      baseUrl: `${mock.url}/v1`,
      [Symbol.asyncDispose]: () => mock.stop(),
    };
  },
};
