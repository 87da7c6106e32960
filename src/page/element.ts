/// <reference lib="dom" />

/** The properties of an element that may be set. Those that parse markup are left out. */
type Properties<E> = Partial<Omit<E, "innerHTML" | "outerHTML" | "style">>;

/** Creates an HTML element. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties<HTMLElementTagNameMap[K]> = {},
): HTMLElementTagNameMap[K] {
  return Object.assign(document.createElement(tag), properties);
}

/** Finds an element of the page by its id. */
export function find<E extends HTMLElement>(id: string, type: { new (): E }): E {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new TypeError(`Cannot find #${id}: expected a ${type.name}`);
  return found;
}
