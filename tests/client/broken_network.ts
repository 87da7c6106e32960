import type { Handler } from "../../src/mod.ts";

/**
 * A network in front of an app that breaks each of the first replies after so many bytes, and
 * remembers the requests.
 */
export function brokenNetwork(app: Handler, cuts: (number | "unreachable")[]) {
  const requests: Request[] = [];
  return {
    requests,
    fetch: async (url: string | URL, init: RequestInit) => {
      const request = new Request(url, init);
      requests.push(request);
      const isCancel = request.url.endsWith("/cancel");
      const cut = isCancel ? undefined : cuts.shift();
      if (cut === "unreachable") throw new TypeError("connection refused");
      const response = await app(request);
      return cut === undefined || response.body === null
        ? response
        : new Response(response.body.pipeThrough(cutAfter(cut)), response);
    },
  };
}

/** Passes on so many bytes, then breaks. */
function cutAfter(bytes: number): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream(
    {
      transform(chunk, controller) {
        if (chunk.length > 0) controller.enqueue(chunk.subarray(0, bytes));
        bytes -= chunk.length;
        if (bytes <= 0) controller.error(new TypeError("connection reset"));
      },
    },
  );
}
