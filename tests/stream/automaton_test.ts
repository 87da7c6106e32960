import { assert, assertEquals } from "@std/assert";
import { Automaton, ROOT } from "../../src/stream/automaton.ts";

Deno.test("Automaton has a state for each unit that markers do not share, and no more", () => {
  assertEquals(new Automaton([]).states, 1);
  assertEquals(new Automaton(["abc", "abd", "abc"]).states, 5);
  const markers = Array.from({ length: 16 }, (_, i) => String.fromCharCode(97 + i).repeat(1_000));
  assertEquals(new Automaton(markers).states, 16_001);
});

Deno.test("Automaton falls back to the longest end that a marker begins with", () => {
  const automaton = new Automaton(["abab!", "ba?"]);
  const read = (text: string) =>
    [...text].reduce((state, unit) => automaton.next(state, unit.charCodeAt(0)), ROOT);
  assertEquals(automaton.depth(read("ababab")), 4);
  assertEquals(automaton.depth(read("xba")), 2);
  assertEquals(automaton.marker(read("aba?")), "ba?");
  assertEquals(automaton.marker(read("aba")), null);
  assert(read("xyz") === ROOT);
});
