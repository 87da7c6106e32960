/// <reference lib="dom" />
import { element } from "../../dom/element.ts";

/** Returns a list of terms and their values. */
export function termList(facts: readonly [term: string, value: string][]): HTMLElement {
  const rows = facts.map(([term, value]) =>
    element("div", {}, element("dt", {}, term), element("dd", {}, value))
  );
  return element("dl", {}, ...rows);
}
