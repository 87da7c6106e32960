import { assertEquals } from "@std/assert";
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
