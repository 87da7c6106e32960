import { assert, assertEquals } from "@std/assert";
import { askAndBreak, comeBack, join, WAYS } from "./broken_reader.ts";
import { type FleetStore, startFleet as start, STORES } from "./fleet.ts";

/** How often each dialect is cut on each store: at least 500 cuts in all. */
const CUTS = 40;
/** How many are under way at the same time. */
const AT_ONCE = 13;

const startFleet = (store: FleetStore, more: Record<string, string> = {}) =>
  start(store, { RESUME_MS: "20000", ...more });

for (const store of STORES) {
  const { name, ignore } = store;

  Deno.test({
    name: `an answer that is cut anywhere goes on at another server, on ${name}`,
    ignore,
    timeout: 240_000,
    async fn(t) {
      await using servers = await startFleet(store);
      const { a, b } = servers;
      for (const way of WAYS) {
        await t.step(way.name, async () => {
          const whole = await askAndBreak(a.origin, way, Infinity);
          const { length } = whole.seen;
          let next = 0;
          const work = async () => {
            for (let cut = next++; cut < CUTS; cut = next++) {
              const bytes = Math.floor(cut * length / CUTS);
              const broken = await askAndBreak(a.origin, way, bytes);
              const rest = new Uint8Array(await (await comeBack(b.origin, broken)).arrayBuffer());
              const reply = await comeBack(cut % 2 ? a.origin : b.origin, {
                ...broken,
                last: null,
              });
              const unbroken = new Uint8Array(await reply.arrayBuffer());
              const put = join([broken.seen, rest]);
              const texts = [put, unbroken].map((it) => new TextDecoder().decode(it));
              assertEquals(texts[0], texts[1], `cut after ${bytes} bytes`);
              assert(unbroken.length > length / 2);
            }
          };
          await Promise.all(Array.from({ length: AT_ONCE }, work));
        });
      }
    },
  });

  Deno.test({
    name: `a cancel at one server stops a run of another, on ${name}`,
    ignore,
    async fn() {
      await using servers = await startFleet(store, { DEMO_TOKEN_DELAY_MS: "400" });
      const { a, b } = servers;
      const [sse] = WAYS;
      assert(sse !== undefined);
      const broken = await askAndBreak(a.origin, sse, 150);
      const url = b.origin + broken.path.replace("/stream", "/cancel");
      const response = await fetch(url, { method: "POST" });
      await response.body?.cancel();
      assertEquals(response.status, 202);
      const rest = await (await comeBack(b.origin, broken)).text();
      assert(rest.includes('"status_code":499'), rest);
      assert(rest.includes('"end_reason":"cancelled"'), rest);
    },
  });

  Deno.test({
    name: `readers of a server that was killed get what it wrote, then an error, on ${name}`,
    ignore,
    async fn() {
      await using servers = await startFleet(store, { DEMO_TOKEN_DELAY_MS: "400" });
      const { a, b } = servers;
      const [sse] = WAYS;
      assert(sse !== undefined);
      const broken = await askAndBreak(a.origin, sse, 150);
      const reply = await comeBack(b.origin, broken);
      a.kill("SIGKILL");
      await a.ended();
      const rest = await reply.text();
      const lastId = rest.match(/id: (\d+)/g)?.at(-1);
      const seen = new TextDecoder().decode(broken.seen);
      const ids = (seen + rest).match(/^id: \d+$/gm)?.map((id) => Number(id.slice(4)));
      assertEquals(ids, Array.from({ length: ids?.length ?? 0 }, (_, i) => i));
      assert(
        rest.endsWith(
          `${lastId}\nevent: error\ndata: ` +
            '{"status_code":503,"message":"The server of the run has stopped."}\n\n',
        ),
        rest,
      );
    },
  });

  Deno.test({
    name: `a rate limit is that of all servers, on ${name}`,
    ignore,
    async fn() {
      await using servers = await startFleet(store, { RATE_LIMIT_PER_MINUTE: "3" });
      const { a, b } = servers;
      const statuses: number[] = [];
      for (const { origin } of [a, b, a, b, a]) {
        const body = JSON.stringify({ user_message: "고마워!" });
        const response = await fetch(`${origin}/chain/stream`, { method: "POST", body });
        await response.body?.cancel();
        statuses.push(response.status);
      }
      assertEquals(statuses, [200, 200, 200, 429, 429]);
    },
  });
}
