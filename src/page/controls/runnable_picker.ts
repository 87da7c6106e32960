/// <reference lib="dom" />
import { element, find } from "./element.ts";
import type { Messages } from "./messages.ts";

/** The reply of `GET /healthz`. */
interface About {
  provider: string;
  model: string | null;
  runnables: string[];
  wants_key?: boolean;
}

/** Example questions, and the runnables to ask. */
const EXAMPLES: readonly [message: string, runnable: string][] = [
  ["로라야 안녕? 요즘 뭐해?", "chain"],
  ["로라야 내일 나랑 같이 놀러갈까?", "chain"],
  ["How does streaming work?", "chain"],
  ["12 * (3 + 4) / 5 = ?", "agent"],
];

/** Returns the name of the chosen runnable. */
export function chosenRunnable(): string {
  return document.querySelector<HTMLInputElement>("[name=runnable]:checked")?.value ?? "chain";
}

/**
 * Shows the runnables of the server, and examples for them.
 *
 * @param options `tryOut` is called with the chosen example
 */
export async function showRunnables(
  { url, messages, tryOut }: { url: URL; messages: Messages; tryOut: (message: string) => void },
): Promise<void> {
  const model = find("model", HTMLElement);
  try {
    const about: About = await (await fetch(url)).json();
    model.textContent = about.model === null ? "" : messages.runsOn(about.model);
    find("demo", HTMLElement).hidden = about.provider !== "demo";
    if (about.wants_key) find("key-row", HTMLElement).hidden = false;
    showPicker(about, messages);
    const hasExamples = showExamples(about.runnables, tryOut);
    if (!hasExamples) find("try", HTMLElement).textContent = messages.ask;
  } catch {
    model.textContent = messages.noAbout; // the next question shows what to do
  }
}

function showPicker(
  { provider, runnables: names }: About,
  { runnables: descriptions }: Messages,
): void {
  const titles = provider === "custom" ? {} : descriptions;
  const preferred = names.includes("chain") ? "chain" : names[0];
  find("runnables", HTMLFieldSetElement).append(...names.map((value) => {
    const label = element("label", { title: titles[value] ?? "" });
    label.append(
      element("input", { type: "radio", name: "runnable", value, checked: value === preferred }),
      element("span", { textContent: value }),
    );
    return label;
  }));
}

/** Shows the examples. @returns whether there are any */
function showExamples(names: readonly string[], tryOut: (message: string) => void): boolean {
  const offered = EXAMPLES.filter(([, name]) => names.includes(name));
  find("examples", HTMLUListElement).append(...offered.map(([example, name]) => {
    const button = element("button", { type: "button", textContent: example });
    button.addEventListener("click", () => {
      document.querySelector<HTMLInputElement>(`[name=runnable][value="${name}"]`)?.click();
      tryOut(example);
    });
    const item = element("li");
    item.append(button);
    return item;
  }));
  return offered.length > 0;
}
