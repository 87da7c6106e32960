import { assert, assertEquals } from "@std/assert";
import { animate, askDemo } from "./animation.ts";

Deno.test("animate() shows each split when it was read, in a file that a README can have", async () => {
  const answer = await askDemo("로라야 안녕? 요즘 뭐해?", 1);
  const svg = animate(answer);
  assertEquals(svg.match(/<g class="s\d+">/g)?.length, answer.count);
  assertEquals(svg.match(/@keyframes/g)?.length, answer.count);
  assert(
    svg.length < 1_000_000 && !/<script|https?:(?!\/\/www\.w3\.org)/.test(svg),
    svg.slice(0, 300),
  );
});
