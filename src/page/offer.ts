/// <reference lib="dom" />
import { element, find } from "./element.ts";
import type { Words } from "./words.ts";

/** What a server runs, as `GET /healthz` tells. */
interface About {
  provider: string;
  model: string | null;
  runnables: string[];
  wants_key?: boolean;
}

/** What to ask for a start, and which way. */
const EXAMPLES: readonly [message: string, way: string][] = [
  ["로라야 안녕? 요즘 뭐해?", "chain"],
  ["로라야 내일 나랑 같이 놀러갈까?", "chain"],
  ["How does streaming work?", "chain"],
  ["12 * (3 + 4) / 5 = ?", "agent"],
];

/** The name of the way that the reader has chosen. */
export function chosenWay(): string {
  return document.querySelector<HTMLInputElement>("[name=way]:checked")?.value ?? "chain";
}

/**
 * Asks the server what it runs, and offers that.
 *
 * @param options `tryOut` is told of the example that is chosen
 */
export async function showOffer(
  { url, words, tryOut }: { url: URL; words: Words; tryOut: (message: string) => void },
): Promise<void> {
  const model = find("model", HTMLElement);
  try {
    const about: About = await (await fetch(url)).json();
    model.textContent = about.model === null ? "" : words.runsOn(about.model);
    find("demo", HTMLElement).hidden = about.provider !== "demo";
    if (about.wants_key) find("key-row", HTMLElement).hidden = false;
    showWays(about, words);
    const isOffered = showExamples(about.runnables, tryOut);
    if (!isOffered) find("try", HTMLElement).textContent = words.ask;
  } catch {
    model.textContent = words.noAbout; // what to do is told when something is asked
  }
}

function showWays({ provider, runnables: names }: About, { ways }: Words): void {
  const titles = provider === "custom" ? {} : ways;
  const preferred = names.includes("chain") ? "chain" : names[0];
  find("ways", HTMLFieldSetElement).append(...names.map((value) => {
    const label = element("label", { title: titles[value] ?? "" });
    label.append(
      element("input", { type: "radio", name: "way", value, checked: value === preferred }),
      element("span", { textContent: value }),
    );
    return label;
  }));
}

/** @returns whether there are some */
function showExamples(names: readonly string[], tryOut: (message: string) => void): boolean {
  const offered = EXAMPLES.filter(([, way]) => names.includes(way));
  find("examples", HTMLUListElement).append(...offered.map(([example, way]) => {
    const button = element("button", { type: "button", textContent: example });
    button.addEventListener("click", () => {
      document.querySelector<HTMLInputElement>(`[name=way][value="${way}"]`)?.click();
      tryOut(example);
    });
    const item = element("li");
    item.append(button);
    return item;
  }));
  return offered.length > 0;
}
