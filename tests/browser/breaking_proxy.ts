/** Serves what an app does, and breaks the replies to its questions when a promise resolves. */
export function breakingProxy(origin: string, broken: Promise<void>) {
  const handler = async ({ url, method, headers, body }: Request) => {
    const { pathname } = new URL(url);
    const accept = headers.get("accept") ?? "*/*";
    const response = await fetch(`${origin}${pathname}`, { method, body, headers: { accept } });
    if (method !== "POST" || response.body === null) return response;
    const breaking = new TransformStream({
      start(controller) {
        broken.then(() => controller.error(new Error("cut")));
      },
    });
    return new Response(response.body.pipeThrough(breaking), response);
  };
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, handler);
}
