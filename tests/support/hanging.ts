/** Tests that hang, each in a way of its own. `deadline_test.ts` runs them; no other run does. */

const forever = () => new Promise<void>(() => setInterval(() => {}, 1_000));

Deno.test("a test that waits for ever", forever);

Deno.test("a test with a step that waits for ever", async (t) => {
  await t.step("step", forever);
});

Deno.test({
  name: "a test that never yields",
  fn: () => {
    while (true);
  },
});

Deno.test("a test whose server is open", { sanitizeOps: false }, async () => {
  const body = new ReadableStream();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
    return new Response(body);
  });
  await (await fetch(`http://127.0.0.1:${server.addr.port}`)).text();
});

Deno.test("a test whose child process runs", async () => {
  const child = new Deno.Command(Deno.execPath(), { args: ["eval", "setInterval(() => {}, 1e3)"] });
  await child.spawn().status;
});

Deno.test.each([[1], [2]])("a test of the case %i", forever);

Deno.test("a test that ends after them", () => {});

Deno.test({
  name: "a test that declares a longer time",
  timeout: 60_000,
  fn: () => new Promise((resolve) => setTimeout(resolve, 1_500)),
});

Deno.test.ignore("a test that is ignored", forever);

Deno.test.afterAll(forever);
