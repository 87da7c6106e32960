import { assertEquals } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import type { RequestInfo } from "../../src/http/handler.ts";
import { createRouter } from "../../src/http/router.ts";

const router = createRouter(
  [
    { path: "/fixed", methods: { GET: () => new Response("fixed") } },
    {
      path: "/:name/stream",
      methods: { POST: (_, { params } = {}) => new Response(params?.name) },
    },
  ],
  (error) => {
    throw error;
  },
);
const ask = (path: string, method = "GET") => router(new Request(`http://a${path}`, { method }));

Deno.test("createRouter() finds a fixed path, and one with parameters", async () => {
  assertEquals(await (await ask("/fixed")).text(), "fixed");
  assertEquals(await (await ask("/chain/stream", "POST")).text(), "chain");
  assertEquals((await ask("/chain/stream/more", "POST")).status, 404);
});

Deno.test("createRouter() decodes parameters, and leaves what is no encoding", async () => {
  assertEquals(await (await ask("/로라/stream", "POST")).text(), "로라");
  assertEquals(await (await ask("/a%2Fb/stream", "POST")).text(), "a/b");
  assertEquals(await (await ask("/100%/stream", "POST")).text(), "100%");
});

for (const method of ["constructor", "toString", "hasOwnProperty", "PUT"]) {
  Deno.test(`createRouter() refuses the method ${method}, and lists those it allows`, async () => {
    for (const [path, allow] of [["/fixed", "GET, HEAD"], ["/a/stream", "POST"]] as const) {
      const { status, headers } = await ask(path, method);
      assertEquals([status, headers.get("allow")], [405, allow]);
    }
  });
}

Deno.test("createRouter() takes a path with slashes too many for the one without", async () => {
  assertEquals(await (await ask("/fixed/")).text(), "fixed");
  assertEquals(await (await ask("//chain///stream//", "POST")).text(), "chain");
  assertEquals((await ask("//")).status, 404);
});

Deno.test("createRouter() answers HEAD as GET, without the body", async () => {
  const response = await ask("/fixed", "HEAD");
  assertEquals([response.status, response.body], [200, null]);
  assertEquals(response.headers.get("content-type"), "text/plain;charset=UTF-8");
});

Deno.test("createRouter() matches paths as URLPattern does", async () => {
  const paths = ["/:a/b", "/a/:b", "/:a/:b/c", "/:kind(x|y)/:rest*"];
  const routes = paths.map((path) => ({
    path,
    methods: { GET: (_: Request, { params }: RequestInfo = {}) => Response.json([path, params]) },
  }));
  const router = createRouter(routes, (error) => {
    throw error;
  });
  const patterns = paths.map((pathname) => ({ pathname, pattern: new URLPattern({ pathname }) }));
  const part = fc.constantFrom("a", "b", "c", "x", "y", ":a", "%62", "로라", "b.c", "__proto__");
  await fc.assert(
    fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), async (parts) => {
      const request = new Request(`http://a/${parts.join("/")}`);
      const { pathname } = new URL(request.url);
      const found = patterns.find(({ pattern }) => pattern.test({ pathname }));
      const groups = Object.entries(found?.pattern.exec({ pathname })?.pathname.groups ?? {});
      const params = Object.fromEntries(
        groups.map(([name, value = ""]) => [name, decodeURIComponent(value)]),
      );
      const response = await router(request);
      if (found === undefined) return assertEquals(response.status, 404);
      assertEquals(await response.json(), [found.pathname, params]);
    }),
    { numRuns: 500 },
  );
});
