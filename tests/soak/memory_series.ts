/** How much the memory of the last quarter may be, beside that of the second. */
const TOLERANCE = 1.15;
/** How many of the measurements are shown. */
const SHOWN = 40;

/** What a server's memory was, over time, in MiB. The first quarter is its warm-up. */
export class MemorySeries {
  readonly #values: number[] = [];

  /** Notes one measurement more. */
  add(mebibytes: number): void {
    this.#values.push(mebibytes);
  }

  /** The last measurement, if there is one. */
  get last(): number | undefined {
    return this.#values.at(-1);
  }

  /** The median of the last quarter beside that of the second. */
  get growth(): number {
    return this.#median(3) / this.#median(1);
  }

  /** Whether it has grown by more than chance. */
  get hasGrown(): boolean {
    return this.growth > TOLERANCE;
  }

  /** In two lines. */
  toString(): string {
    const medians = [0, 1, 2, 3].map((quarter) => this.#median(quarter).toFixed(0)).join(", ");
    const step = Math.ceil(this.#values.length / SHOWN);
    const shown = this.#values.filter((_, i) => i % step === 0);
    return `${this.growth.toFixed(2)} of the second quarter in the last (${TOLERANCE} at most); ` +
      `medians of the quarters: ${medians} MiB\n` +
      `over time: ${shown.map((mebibytes) => mebibytes.toFixed(0)).join(" ")} MiB`;
  }

  #median(quarter: number): number {
    const { length } = this.#values;
    const values = this.#values.slice(length * quarter / 4, length * (quarter + 1) / 4);
    return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
  }
}
