/// <reference lib="dom" />

/** The properties of an element that may be set. Those that parse markup are left out. */
type Properties<E> = Partial<Omit<E, "innerHTML" | "outerHTML" | "style">>;

/** Creates an HTML element. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Creates an element of a picture. */
export function svgElement<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>> = {},
): SVGElementTagNameMap[K] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, `${value}`);
  return made;
}

/** Creates a button. */
export function button(
  textContent: string,
  onClick: (event: MouseEvent) => void,
  properties: Properties<HTMLButtonElement> = {},
): HTMLButtonElement {
  const made = element("button", { type: "button", textContent, ...properties });
  made.addEventListener("click", onClick);
  return made;
}

/** Finds an element of the page by its id. */
export function find<E extends HTMLElement>(id: string, type: { new (): E }): E {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new TypeError(`Cannot find #${id}: expected a ${type.name}`);
  return found;
}
