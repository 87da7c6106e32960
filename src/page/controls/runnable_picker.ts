/// <reference lib="dom" />
import { element, find } from "../dom/element.ts";
import type { Messages } from "../messages/messages.ts";

/** The reply of `GET /healthz`. */
interface About {
  provider: string;
  model: string | null;
  runnables: string[];
  descriptions?: Readonly<Record<string, string>>;
  end_markers?: readonly string[];
  models?: readonly string[];
  graphs?: readonly string[];
  keeps_runs?: "resume" | "continue";
  wants_key?: boolean;
  page?: { title?: string; examples?: readonly (string | Example)[] };
}

/** A message to try, and the runnable to ask. */
interface Example {
  message: string;
  runnable: string;
}

/** The examples of the built-in runnables. */
const EXAMPLES: readonly Example[] = [
  { message: "로라야 안녕? 요즘 뭐해?", runnable: "chain" },
  { message: "How does streaming work?", runnable: "chain" },
  { message: "Show me a list in Markdown", runnable: "chain" },
  { message: "12 * (3 + 4) / 5 = ?", runnable: "agent" },
];

/** Returns the name of the chosen runnable. */
export function chosenRunnable(): string {
  return document.querySelector<HTMLInputElement>("[name=runnable]:checked")?.value ?? "chain";
}

/** Chooses a runnable, if the server has it. */
export function chooseRunnable(name: string): void {
  const inputs = document.querySelectorAll<HTMLInputElement>("[name=runnable]");
  [...inputs].find(({ value }) => value === name)?.click();
}

/** What the server offers beside its runnables. */
export interface Offer {
  endMarkers: readonly string[];
  models: readonly string[];
  /** The runnables whose conversations are kept in threads. */
  threaded: readonly string[];
  /** Whether a run is asked to go on without its reader, so that a reload does not stop it. */
  continues: boolean;
}

/**
 * Shows the runnables of the server, and examples for them.
 *
 * @param options `tryOut` is called with the chosen example
 * @returns what it offers
 */
export async function showRunnables(
  { url, messages, tryOut }: { url: URL; messages: Messages; tryOut: (message: string) => void },
): Promise<Offer> {
  const model = find("model", HTMLElement);
  try {
    const about: About = await (await fetch(url)).json();
    model.textContent = about.model === null ? "" : messages.runsOn(about.model);
    find("demo", HTMLElement).hidden = about.provider !== "demo";
    if (about.wants_key) find("key-row", HTMLElement).hidden = false;
    showTitle(about);
    showPicker(about, messages);
    const hasExamples = showExamples(examplesOf(about), tryOut);
    if (!hasExamples) find("try", HTMLElement).textContent = messages.ask;
    return {
      endMarkers: about.end_markers ?? [],
      models: about.models ?? [],
      threaded: about.graphs ?? [],
      continues: about.keeps_runs === "continue",
    };
  } catch {
    model.textContent = messages.noAbout; // the next question shows what to do
    return { endMarkers: [], models: [], threaded: [], continues: false };
  }
}

/** An app of one's own has its own title, and is not about Splitstream. */
function showTitle({ page: { title } = {} }: About): void {
  if (title === undefined) return;
  document.title = title;
  find("title", HTMLElement).textContent = title;
  find("promise", HTMLElement).textContent = title;
}

function showPicker(
  { provider, runnables: names, descriptions = {} }: About,
  { runnables: builtIn }: Messages,
): void {
  const titles = provider === "custom" ? descriptions : builtIn;
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

function examplesOf({ page: { examples } = {}, runnables, provider }: About): Example[] {
  const [first = ""] = runnables;
  const all = examples ?? (provider === "custom" ? [] : EXAMPLES);
  return all.map((it) => typeof it === "string" ? { message: it, runnable: first } : it)
    .filter(({ runnable }) => runnables.includes(runnable));
}

/** Shows the examples. @returns whether there are any */
function showExamples(examples: readonly Example[], tryOut: (message: string) => void): boolean {
  find("examples", HTMLUListElement).append(...examples.map(({ message, runnable }) => {
    const button = element("button", { type: "button", textContent: message });
    button.addEventListener("click", () => {
      chooseRunnable(runnable);
      tryOut(message);
    });
    return element("li", {}, button);
  }));
  return examples.length > 0;
}
