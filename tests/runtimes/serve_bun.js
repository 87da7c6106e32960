// Serves a bundled worker on Bun, on a port that it prints, until its input ends.
const { default: worker } = await import(process.argv[2]);

const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (request) => worker.fetch(request, {}, {}),
});
console.log(`port ${server.port}`);
for await (const _ of process.stdin);
process.exit();
