// Serves a bundled worker on Node, on a port that it prints, until its input ends.
import { createServer } from "node:http";
import process from "node:process";
import { Readable } from "node:stream";

const { default: worker } = await import(process.argv[2]);

const server = createServer(async (incoming, outgoing) => {
  const gone = new AbortController();
  outgoing.on("close", () => gone.abort());
  const hasBody = incoming.method === "POST";
  const request = new Request(`http://localhost${incoming.url}`, {
    method: incoming.method,
    headers: Object.entries(incoming.headers),
    signal: gone.signal,
    ...(hasBody ? { body: Readable.toWeb(incoming), duplex: "half" } : {}),
  });
  const env = { remoteAddr: "a binding", params: Promise.resolve({}), completed: 1 };
  const response = await worker.fetch(request, env, {});
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  const body = Readable.fromWeb(response.body);
  outgoing.on("close", () => body.destroy());
  body.pipe(outgoing);
});
server.listen(0, "127.0.0.1", () => console.log(`port ${server.address().port}`));
process.stdin.on("end", () => process.exit()).resume();
