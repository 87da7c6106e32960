/** A React page on the AI SDK's `useChat`, and the server behind it. The demo answers. */
import { createApp } from "@splitstream/splitstream";

const { code, stdout } = await new Deno.Command(Deno.execPath(), {
  args: ["bundle", "--quiet", "--no-lock", "--platform=browser", "page.jsx"],
  cwd: new URL(".", import.meta.url),
  stderr: "inherit",
}).output();
if (code !== 0) Deno.exit(code);

const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Chat</title>
<link rel="icon" href="data:,"><body></body><script type="module" src="/page.js"></script></html>`;

const app = createApp({ page: false });

Deno.serve({ hostname: "127.0.0.1" }, (request, info) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/") return new Response(html, { headers: { "content-type": "text/html" } });
  if (pathname === "/page.js") {
    return new Response(stdout, { headers: { "content-type": "text/javascript" } });
  }
  return app(request, info);
});
console.log("Open http://localhost:8000");
