import type { Compared } from "./servers.ts";
import { PacedModel } from "./paced_model.ts";

/** Asks a server whose model writes these pieces. */
export type Ask = (
  pieces: readonly (string | Error)[],
  init?: RequestInit & { path?: string },
) => Promise<{ model: PacedModel; response: Response }>;

/** A model that has written nothing for so long is held back, or left alone. */
const STILL_MS = 1_000;

/** Waits until a model is over, or writes no more. */
async function overOrStill(model: PacedModel): Promise<void> {
  let before = -1;
  while (!model.isOver && before < model.produced) {
    before = model.produced;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timeout = setTimeout(resolve, STILL_MS);
    await Promise.race([model.over, promise]);
    clearTimeout(timeout);
  }
}

const LONG = 200;
const pieces = (text: string) => Array.from({ length: LONG }, () => text);
const yesNo = (holds: boolean) => holds ? "yes" : "no";
const failure = () => new Error("the exception's message");

/** The rows of the front page's comparison, and what a server shows for each. */
export const ROWS: Readonly<Record<string, (ask: Ask) => Promise<string>>> = {
  async "a client that leaves stops the model"(ask) {
    const client = new AbortController();
    const { model, response } = await ask(pieces("on "), { signal: client.signal });
    const reader = response.body?.getReader();
    do await reader?.read(); while (model.produced === 0);
    client.abort();
    await overOrStill(model);
    return yesNo(model.isOver && model.produced < LONG);
  },
  async "an end marker ends the answer, and the model"(ask) {
    const { model, response } = await ask(["Hi ", "E", "ND", ...pieces("more")]);
    const text = await response.text();
    await model.over;
    return yesNo(!text.includes("more") && model.produced < LONG);
  },
  async "a failure before the first token has a status of its own"(ask) {
    const { response } = await ask([failure()]);
    await response.text();
    return yesNo(!response.ok);
  },
  async "a later failure reaches the client as an error"(ask) {
    const { response } = await ask(["Hi ", "there", failure()]);
    const text = await response.text();
    return yesNo(/error/i.test(text));
  },
  async "without what the exception says"(ask) {
    const { response } = await ask(["Hi ", "there", failure()]);
    return yesNo(!(await response.text()).includes("the exception's message"));
  },
  async "a slow reader slows the model"(ask) {
    const { model, response } = await ask(pieces("x".repeat(2 ** 16)));
    const reader = response.body?.getReader();
    await reader?.read();
    await overOrStill(model);
    const isHeld = model.produced < LONG;
    await reader?.cancel();
    return yesNo(isHeld);
  },
  async "each split is on record, with its time"(ask) {
    const { response } = await ask(["a", "", "b"]);
    return yesNo(/"splits":\["a","","b"\].*"split_ms":\[\d+,\d+,\d+\]/.test(await response.text()));
  },
  async "OpenAI's clients can call it"(ask) {
    const body = { model: "chain", messages: [{ role: "user", content: "Hi" }] };
    const { response } = await ask(["Hi"], {
      path: "/v1/chat/completions",
      body: JSON.stringify(body),
    });
    await response.text();
    return yesNo(response.ok);
  },
  async "LangGraph's clients can call it, and keep threads"(ask) {
    const { response } = await ask(["Hi"], { path: "/threads", body: "{}" });
    return yesNo(response.ok && (await response.json()).thread_id !== undefined);
  },
};

/** Returns a way to ask a server over a socket, and what closes it. */
export function askerOf(
  make: (model: PacedModel) => Compared,
): { ask: Ask } & AsyncDisposable {
  const servers: Deno.HttpServer[] = [];
  return {
    async ask(pieces, { path, ...init } = {}) {
      const model = new PacedModel(pieces);
      const compared = make(model);
      const onError = () => new Response("Internal server error", { status: 500 });
      const options = { port: 0, hostname: "127.0.0.1", onListen() {}, onError } as const;
      const server = Deno.serve(options, compared.fetch);
      servers.push(server);
      const url = `http://127.0.0.1:${server.addr.port}${path ?? compared.path}`;
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify(compared.body);
      return { model, response: await fetch(url, { method: "POST", headers, body, ...init }) };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map((server) => server.shutdown()));
    },
  };
}
