/**
 * Makes the animation at the top of the README, `.github/answer.svg`, of a real run of the demo:
 * `deno task animate`. Its splits appear when they were read.
 */
import { createApp } from "../../src/mod.ts";
import { stream } from "../../src/client/stream.ts";
import { Answer, type Split } from "../../src/page/answer/answer.ts";
import { DEFAULT_SETTINGS } from "../../src/page/answer/question.ts";
import { withGlyphs } from "../../src/page/answer/glyphs.ts";
import { fullWindow } from "../../src/page/answer/time_window.ts";
import { layoutTimeline } from "../../src/page/answer/timeline.ts";

const WIDTH = 760;
const PAD = 16;
const COLUMN = 9; // the width of a Latin letter
const LINE = 34;
const PICTURE = 56;
/** How long the complete answer is shown before it begins anew, in milliseconds. */
const REST_MS = 2_500;
const COLORS = { a: "#ccfbf1", b: "#c7d2fe", marker: "#fde68a" };
const HEIGHTS = { text: 1, empty: 0.3, marker: 0.75, reasoning: 0.5 };

/** Asks the demo, and returns its answer. */
export async function askDemo(text: string, tokenDelayMs = 80): Promise<Answer> {
  const app = createApp({ model: { provider: "demo", tokenDelayMs } });
  const question = { runnable: "chain", text, history: [], settings: DEFAULT_SETTINGS };
  const answer = new Answer(question);
  const options = {
    includeSplits: true,
    fetch: async (url: string | URL, init: RequestInit) => await app(new Request(url, init)),
  };
  for await (const event of stream("http://localhost/chain/stream", text, options)) {
    answer.add(event, 0);
  }
  return answer;
}

/** Returns an answer as an animated picture. */
export function animate(answer: Answer): string {
  const { splits } = answer;
  const total = answer.lastMs + REST_MS;
  const boxes = layoutBoxes(splits);
  const top = PAD + 30 + (Math.max(...boxes.map(({ row }) => row)) + 1) * LINE;
  const { bars } = layoutTimeline({ splits, reasoning: [], steps: [], isRunning: false }, {
    width: WIDTH - 2 * PAD,
    window: fullWindow(answer.lastMs),
  });
  const shown = (ms: number) => (100 * ms / total).toFixed(2);
  const frames = splits.map(({ ms }, i) =>
    `@keyframes s${i}{0%,${shown(ms)}%{opacity:0}${shown(ms + 1)}%,100%{opacity:1}}` +
    `.s${i}{animation:s${i} ${total}ms infinite}`
  );
  const marks = (bars ?? []).map(({ x, kind, index }) => {
    const height = HEIGHTS[kind] * PICTURE;
    const color =
      { text: "#0f766e", empty: "#57534e", marker: "#9a4a06", reasoning: "#7c3aed" }[kind];
    return `<path class="s${index}" d="M${(PAD + x).toFixed(1)} ${top + PICTURE}v-${height}" ` +
      `stroke="${color}" stroke-width="2"/>`;
  });
  const height = top + PICTURE + PAD;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" role="img">
<title>${escape(answer.question.text)}: ${splits.length} splits, ended by the end marker</title>
<style>text{font:15px ui-monospace,Menlo,Consolas,monospace}${frames.join("")}</style>
<rect width="100%" height="100%" rx="12" fill="#fafaf9"/>
<text x="${PAD}" y="${PAD + 14}" fill="#57534e">${escape(answer.question.text)}</text>
${boxes.map(toBox).join("\n")}
<path d="M${PAD} ${top + PICTURE}H${WIDTH - PAD}" stroke="#d6d3d1"/>
${marks.join("\n")}
</svg>
`;
}

interface Box {
  x: number;
  row: number;
  width: number;
  index: number;
  text: string;
  fill: string;
}

/** Puts the splits into lines. Neighbours have different colors. */
function layoutBoxes(splits: readonly Split[]): Box[] {
  let [x, row, colored] = [PAD, 0, 0];
  return splits.map(({ text, rest }, index) => {
    const shown = withGlyphs(text + rest);
    const isEmpty = text + rest === "";
    const width = columnsOf(shown) * COLUMN + (isEmpty ? 2 : 8);
    if (x + width > WIDTH - PAD) [x, row] = [PAD, row + 1];
    const fill = isEmpty
      ? "none"
      : rest !== ""
      ? COLORS.marker
      : colored++ % 2
      ? COLORS.b
      : COLORS.a;
    const box = { x, row, width, index, text: shown, fill };
    x += width + 3;
    return box;
  });
}

function toBox({ x, row, width, index, text, fill }: Box): string {
  const y = PAD + 26 + row * LINE;
  const color = fill === COLORS.marker ? "#9a4a06" : fill === "none" ? "#6b7280" : "#1c1917";
  const inner = columnsOf(text) * COLUMN;
  return `<g class="s${index}"><rect x="${x}" y="${y}" width="${width}" height="26" rx="4" ` +
    `fill="${fill}"/><text x="${x + (width - inner) / 2}" y="${y + 18}" textLength="${inner}" ` +
    `lengthAdjust="spacingAndGlyphs" fill="${color}">${escape(text)}</text></g>`;
}

/** Returns how many Latin letters wide a text is. */
function columnsOf(text: string): number {
  return [...text].reduce(
    (sum, char) =>
      sum +
      (/[\u1100-\uffe6\p{Emoji_Presentation}]/u.test(char) && char !== "∅" && char !== "·" ? 2 : 1),
    0,
  );
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

if (import.meta.main) {
  const file = new URL("../../.github/answer.svg", import.meta.url);
  await Deno.writeTextFile(file, animate(await askDemo("로라야 안녕? 요즘 뭐해?")));
  console.log(file.pathname);
}
