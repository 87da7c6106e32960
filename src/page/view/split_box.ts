/// <reference lib="dom" />
import type { Split } from "../answer/answer.ts";
import { confidenceOf } from "../answer/facts.ts";
import { EMPTY_GLYPH, toGlyphRuns, withGlyphs } from "../answer/glyphs.ts";
import { element } from "../dom/element.ts";

/** How a split is shown. */
export interface SplitStyle {
  /** Whether it is held back, because it may become an end marker. */
  isHeld: boolean;
  /** Whether it has the second of the two colors. */
  isOther: boolean;
}

/** Says whether two splits look the same. */
export function looksLike(one: Split, other: Split): boolean {
  return one === other ||
    one.text === other.text && one.rest === other.rest && heatOf(one) === heatOf(other);
}

/** Makes the box of a split. @param emptyLabel the word for a split without text */
export function splitBox(
  split: Split,
  { isHeld, isOther, emptyLabel }: SplitStyle & { emptyLabel: string },
): HTMLElement {
  const { text, rest } = split;
  const box = element("span", { role: "option", className: "split" });
  box.ariaSelected = "false";
  box.classList.toggle("other", isOther);
  box.classList.toggle("held", isHeld);
  const heat = heatOf(split);
  if (heat !== null) box.dataset.heat = `${heat}`;
  if (text === "" && rest === "") {
    box.classList.add("empty");
    box.dataset.glyph = EMPTY_GLYPH;
    box.ariaLabel = emptyLabel;
    return box;
  }
  if (`${text}${rest}`.trim() === "") box.ariaLabel = withGlyphs(text + rest);
  appendRuns(box, text);
  if (rest === "") return box;
  if (isHeld) appendRuns(box, rest);
  else appendRuns(box.appendChild(element("span", { className: "marker" })), rest);
  return box;
}

/** Returns how sure the model was, from 0 to 4; `null` if it does not say. */
function heatOf(split: Split): number | null {
  const confidence = confidenceOf(split);
  return confidence === null ? null : Math.min(4, Math.floor(confidence * 5));
}

function appendRuns(parent: HTMLElement, text: string): void {
  for (const { text: part, glyph } of toGlyphRuns(text)) {
    if (glyph === null) {
      parent.append(part);
      continue;
    }
    const space = element("span", { className: part === "\n" ? "newline" : "space" }, part);
    space.dataset.glyph = glyph;
    parent.append(space);
  }
}
