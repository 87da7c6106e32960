/** Counts, by row and column. */
export class Tally {
  readonly #rows = new Map<string, Map<string, number>>();

  /** Counts one more. */
  add(row: string, column: string): void {
    const counts = this.#rows.get(row) ?? new Map<string, number>();
    this.#rows.set(row, counts.set(column, (counts.get(column) ?? 0) + 1));
  }

  /** As a table, with sums. */
  toString(): string {
    const rows = [...this.#rows].toSorted(([a], [b]) => a < b ? -1 : 1);
    const columns = [...new Set(rows.flatMap(([, counts]) => [...counts.keys()]))].toSorted();
    const numbers = rows.map(([name, counts]) => ({
      name,
      cells: columns.map((column) => counts.get(column) ?? 0),
    }));
    const sums = columns.map((_, i) =>
      numbers.reduce((sum, { cells }) => sum + (cells[i] ?? 0), 0)
    );
    const lines = [
      ["", ...columns, "all"],
      ...[...numbers, { name: "all", cells: sums }].map(({ name, cells }) => [
        name,
        ...cells.map((count) => count === 0 ? "-" : `${count}`),
        `${cells.reduce((a, b) => a + b, 0)}`,
      ]),
    ];
    const widths = ["", ...columns, ""].map((_, i) =>
      Math.max(...lines.map((line) => line[i]?.length ?? 0))
    );
    return lines.map((line) =>
      line.map((cell, i) => i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))
        .join("  ")
    ).join("\n");
  }
}
