/// <reference lib="dom" />

/** Returns a `fetch` that also tells each frame of the reply as it comes. */
export function recordFrames(onFrame: (text: string) => void) {
  return async (url: string | URL, init: RequestInit): Promise<Response> => {
    const response = await fetch(url, init);
    if (response.body === null) return response;
    const decoder = new TextDecoder();
    const spy = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(bytes, controller) {
        onFrame(decoder.decode(bytes, { stream: true }));
        controller.enqueue(bytes);
      },
    });
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(spy), { status, statusText, headers });
  };
}
