/// <reference lib="dom" />
import { DEFAULT_SETTINGS, type Settings } from "../answer/question.ts";
import { element } from "../dom/element.ts";
import type { Messages } from "../messages/messages.ts";

/** The settings of the questions to come. */
export class SettingsForm {
  /** The element to add to the page. */
  readonly element = element("details", { id: "settings" });
  readonly #markers = element("textarea", { rows: 2, id: "set-markers" });
  readonly #noMarkers = element("input", { type: "checkbox", id: "set-no-markers" });
  readonly #include = element("input", { type: "checkbox", id: "set-include" });
  readonly #model = element("select", { id: "set-model" });
  readonly #models = element("label", { hidden: true });
  readonly #system = element("textarea", { rows: 2, id: "set-system" });
  readonly #temperature = element("input", {
    type: "number",
    id: "set-temperature",
    min: "0",
    max: "2",
    step: "0.1",
  });
  readonly #max = element("input", { type: "number", id: "set-max", min: "1", step: "1" });
  readonly #logprobs = element("input", { type: "checkbox", id: "set-logprobs" });
  readonly #heat = element("input", { type: "checkbox", id: "set-heat" });

  /** @param onChange called when a setting has changed */
  constructor(messages: Messages, onChange: () => void) {
    const { byServer } = messages;
    for (const field of [this.#markers, this.#system, this.#temperature, this.#max]) {
      field.placeholder = byServer;
      field.autocomplete = "off";
    }
    this.#models.append(element("span", {}, messages.settingModel), this.#model);
    this.#model.append(element("option", { value: "" }, byServer));
    this.element.append(
      element("summary", {}, messages.settings),
      element(
        "div",
        { className: "fields" },
        this.#models,
        labelled(messages.settingSystem, this.#system),
        labelled(messages.settingMarkers, this.#markers),
        labelled(messages.settingTemperature, this.#temperature),
        labelled(messages.settingMax, this.#max),
        checked(messages.settingNoMarkers, this.#noMarkers),
        checked(messages.settingInclude, this.#include),
        checked(messages.settingLogprobs, this.#logprobs),
        checked(messages.settingHeat, this.#heat),
      ),
    );
    this.element.addEventListener("change", () => {
      this.#markers.disabled = this.#noMarkers.checked;
      document.body.dataset.heat = `${this.#heat.checked}`;
      onChange();
    });
  }

  /** Shows the end markers of the server where none are set, and the models to choose from. */
  offer(
    { endMarkers, models }: { endMarkers: readonly string[]; models: readonly string[] },
  ): void {
    if (endMarkers.length > 0) this.#markers.placeholder = endMarkers.join("\n");
    this.#model.append(...models.map((model) => element("option", { value: model }, model)));
    this.#models.hidden = models.length === 0;
  }

  /** The settings as they are now. */
  get settings(): Settings {
    const markers = this.#markers.value.split("\n").filter((line) => line !== "");
    return {
      endMarkers: this.#noMarkers.checked ? [] : markers.length === 0 ? null : markers,
      includeEndMarker: this.#include.checked,
      system: this.#system.value.trim(),
      model: this.#model.value || null,
      temperature: numberIn(this.#temperature),
      maxTokens: numberIn(this.#max),
      logprobs: this.#logprobs.checked,
    };
  }

  /** Sets the fields. */
  set settings(settings: Settings) {
    const all = { ...DEFAULT_SETTINGS, ...settings };
    const { endMarkers, includeEndMarker, system, model, temperature, maxTokens, logprobs } = all;
    this.#model.value = model ?? "";
    this.#noMarkers.checked = endMarkers?.length === 0;
    this.#markers.value = endMarkers?.join("\n") ?? "";
    this.#markers.disabled = this.#noMarkers.checked;
    this.#include.checked = includeEndMarker;
    this.#system.value = system;
    this.#temperature.value = temperature === null ? "" : `${temperature}`;
    this.#max.value = maxTokens === null ? "" : `${maxTokens}`;
    this.#logprobs.checked = logprobs;
  }
}

function labelled(name: string, field: HTMLElement): HTMLElement {
  return element("label", {}, element("span", {}, name), field);
}

function checked(name: string, field: HTMLElement): HTMLElement {
  return element("label", { className: "check" }, field, element("span", {}, name));
}

/** Returns the number in a field; `null` if it is empty or invalid. */
function numberIn({ valueAsNumber }: HTMLInputElement): number | null {
  return Number.isFinite(valueAsNumber) ? valueAsNumber : null;
}
