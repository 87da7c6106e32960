import { assert, assertEquals } from "@std/assert";
import type { Store } from "../../src/store/store.ts";
import { type StoreKind, storeTest } from "./store_kind.ts";

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The contract of the maps and leases of every store. */
export function testMaps(kind: StoreKind): void {
  const { open } = kind;
  const test = (what: string, fn: (store: Store, map: string) => Promise<void>) =>
    storeTest(kind, what, (store) => fn(store, crypto.randomUUID()));

  test("keeps the values of a map, and hands them to another server", async ({ maps }, map) => {
    assertEquals(await maps.keys(map), new Map());
    assertEquals(await maps.get(map, ["a", "b"]), [null, null]);
    await maps.change(map, { set: [["a", "한 글"], ["b", ""], ['["c",""]', "3"]] }, 60_000);
    const other = open();
    assertEquals(await other.maps.get(map, ["b", "x", '["c",""]', "a"]), ["", null, "3", "한 글"]);
    const keys = await other.maps.keys(map);
    assertEquals([...keys.keys()].toSorted(), ['["c",""]', "a", "b"]);
    assertEquals([keys.get("b"), keys.get('["c",""]')], [0, 1]);
    assertEquals(await maps.get(map, []), []);
    await other.close();
  });

  test("changes, adds and deletes at once", async ({ maps }, map) => {
    await maps.change(map, { set: [["a", "1"], ["b", "2"]] }, Infinity);
    await maps.change(map, { set: [["a", "1!"]], add: [["b", "no"], ["c", "3"]] }, Infinity);
    await maps.change(map, { delete: ["x", "a"] }, Infinity);
    assertEquals(await maps.get(map, ["a", "b", "c"]), [null, "2", "3"]);
    await maps.drop(map);
    assertEquals(await maps.keys(map), new Map());
    await maps.drop(map);
  });

  test("changes only what is as expected", async ({ maps }, map) => {
    const long = "가나다".repeat(20_000);
    const change = (expect: [string, string | null][], text: string) =>
      maps.change(map, { expect, set: [["a", text]] }, 60_000);
    assertEquals(await change([["a", "1"]], "no"), false);
    assertEquals(await change([["a", null], ["b", null]], "1"), true);
    assertEquals(await change([["a", null]], "no"), false);
    assertEquals(await change([["a", "1"], ["b", ""]], "no"), false);
    assertEquals(await maps.get(map, ["a"]), ["1"]);
    assertEquals(await change([["a", "1"], ["b", null]], long), true);
    assertEquals(await change([["a", `${long}!`]], "no"), false);
    assertEquals(await change([["a", long]], "3"), true);
    assertEquals(await maps.change(map, { expect: [["a", "3"]], delete: ["a"] }, 60_000), true);
    assertEquals(await maps.get(map, ["a"]), [null]);
  });

  test("lets one of many changes at once win", async (store, map) => {
    const other = open();
    const each = Array.from(
      { length: 10 },
      (_, i) => [`${i}`, (i % 2 ? store : other).maps] as const,
    );
    for (let round = 0; round < 20; round++) {
      const key = `made ${round}`;
      const made = await Promise.all(
        each.map(([text, maps]) =>
          maps.change(map, { expect: [[key, null]], set: [[key, text]] }, 60_000)
        ),
      );
      assertEquals(made.filter(Boolean).length, 1);
      assertEquals(await store.maps.get(map, [key]), [`${made.indexOf(true)}`]);

      const added = `added ${round}`;
      const seen = await Promise.all(each.map(async ([text, maps]) => {
        await maps.change(map, { add: [[added, text]] }, 60_000);
        return (await maps.get(map, [added]))[0];
      }));
      assertEquals(new Set(seen).size, 1, "what is there stays");
    }
    await other.close();
  });

  test("adds much at once, to a map that others add to", async ({ maps }, map) => {
    const keys = Array.from({ length: 150 }, (_, i) => `${i}`);
    await maps.change(map, { set: [["a", "1"]] }, 60_000);
    await Promise.all(keys.map((key) => maps.change(map, { add: [[key, key]] }, 60_000)));
    assertEquals(await maps.get(map, keys), keys);
    const more = keys.map((key) => [`more ${key}`, key] as const);
    await Promise.all([more, more].map((add) => maps.change(map, { add }, 60_000)));
    assertEquals(await maps.get(map, more.map(([key]) => key)), keys);
  });

  test("keeps and replaces values of a megabyte", async ({ maps }, map) => {
    const long = "가나다라 😀 ascii\n".repeat(70_000);
    await maps.change(map, { set: [["a", long], ["b", `${long}b`]] }, 60_000);
    assert((await maps.get(map, ["a"]))[0] === long);
    await maps.change(map, { set: [["a", "short"]], delete: ["b"] }, 60_000);
    assertEquals(await maps.get(map, ["a", "b"]), ["short", null]);
    await maps.change(map, { set: [["a", `${long}!`]] }, 60_000);
    assert((await maps.get(map, ["a"]))[0] === `${long}!`);
  });

  test("keeps the whole of a map as long after its last change", async ({ maps }, map) => {
    await maps.change(map, { set: [["a", "1"]] }, 150);
    await sleep(100);
    await maps.change(map, { set: [["b", "2"]] }, 10_000);
    await sleep(100);
    assertEquals(await maps.get(map, ["a", "b"]), ["1", "2"]);
    await maps.change(map, { set: [["c", "3"]] }, 50);
    await sleep(100);
    assertEquals(await maps.keys(map), new Map());
    await maps.change(map, { set: [["d", "4"]] }, 10_000);
    assertEquals(await maps.get(map, ["a", "d"]), [null, "4"]);
  });

  test("keeps all changes that come at once, also to new maps", async (store, map) => {
    const other = open();
    const keys = Array.from({ length: 12 }, (_, i) => `${i}`);
    const names = Array.from({ length: 12 }, (_, i) => `${map}/${i}`);
    const change = async (name: string, i: number) => {
      await sleep(i / 2); // while the map is being made
      const { maps } = i % 2 ? store : other;
      await maps.change(name, { set: [[`${i}`, `${i}`.repeat(2_000)]] }, 60_000);
    };
    await Promise.all(names.flatMap((name) => keys.map((_, i) => change(name, i))));
    for (const name of names) {
      assertEquals([...(await store.maps.keys(name)).keys()].toSorted(), keys.toSorted());
      await other.maps.drop(name);
      assertEquals(await store.maps.get(name, ["1"]), [null]);
    }
    await other.close();
  });

  test("gives a lease to one holder, until it runs out", async (store, lease) => {
    const other = open();
    const [a, b] = [store.maps, other.maps];
    assertEquals(await a.holder(lease), null);
    const took = await Promise.all([a.hold(lease, "a", 10_000), b.hold(lease, "b", 10_000)]);
    assertEquals(took.filter(Boolean).length, 1);
    const [winner, loser] = took[0] ? [a, b] : [b, a];
    const [holder, waiting] = took[0] ? ["a", "b"] : ["b", "a"];
    assertEquals(await loser.holder(lease), holder);
    await loser.release(lease, waiting);
    assertEquals(await winner.hold(lease, holder, 50), true);
    await sleep(100);
    assertEquals(await loser.hold(lease, waiting, 10_000), true);
    assertEquals(await winner.hold(lease, holder, 10_000), false);
    await loser.release(lease, waiting);
    assertEquals(await winner.holder(lease), null);
    await other.close();
  });
}
