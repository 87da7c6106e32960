/// <reference lib="dom" />
import { element } from "../dom/element.ts";

/** The part of a JSON Schema that a form is made of. */
interface ObjectSchema {
  type?: unknown;
  properties?: Record<string, { type?: unknown; description?: unknown }>;
  required?: unknown;
}

/**
 * A field for each variable of a runnable that does not converse. It reads the variables from the
 * runnable's input schema.
 */
export class VariablesForm {
  /** The element to add to the page. It is hidden for a runnable that converses. */
  readonly element: HTMLElement = element("div", { id: "variables", hidden: true });
  readonly #fields = new Map<string, { field: HTMLTextAreaElement; isText: boolean }>();

  /** Shows the fields of a runnable. @param url the address of its input schema */
  async show(url: URL): Promise<void> {
    const variables = variablesIn(await (await fetch(url)).json());
    this.#fields.clear();
    this.element.replaceChildren();
    for (const { name, isText, isRequired, description } of variables) {
      const field = element("textarea", { rows: 1, required: isRequired, name });
      const label = element("label", { title: description });
      label.append(element("span", { textContent: name }), field);
      this.element.append(label);
      this.#fields.set(name, { field, isText });
    }
    this.element.hidden = variables.length === 0;
  }

  /** Fills the fields with variables. */
  fill(variables: Readonly<Record<string, unknown>>): void {
    for (const [name, { field }] of this.#fields) {
      const value = variables[name];
      field.value = typeof value === "string" ? value : JSON.stringify(value) ?? "";
    }
  }

  /** Whether the runnable has variables, so that it takes no message. */
  get isShown(): boolean {
    return !this.element.hidden;
  }

  /** The variables, without the empty fields. */
  get input(): Record<string, unknown> {
    const filled = [...this.#fields].filter(([, { field }]) => field.value !== "");
    return Object.fromEntries(
      filled.map(([name, { field, isText }]) => [name, isText ? field.value : parse(field.value)]),
    );
  }
}

/** Returns the variables of an object schema; none for a runnable that converses. */
export function variablesIn(schema: ObjectSchema): {
  name: string;
  isText: boolean;
  isRequired: boolean;
  description: string;
}[] {
  if (schema.type !== "object" || typeof schema.properties !== "object") return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties).map(([name, { type, description }]) => ({
    name,
    isText: type === undefined || type === "string",
    isRequired: required.includes(name),
    description: typeof description === "string" ? description : "",
  }));
}

/** Reads a value that is not a text. */
function parse(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value; // the server says what it expects
  }
}
