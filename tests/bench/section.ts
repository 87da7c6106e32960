import type { Contestant } from "./contestants.ts";
import type { Machine } from "./measure/machine.ts";
import { ServerProcess } from "./server_process.ts";

/** What a section is given. */
export interface Bench {
  rounds: number;
  /** Whether as little as possible is to be done: to see that it works, not how fast. */
  quick: boolean;
  machine: Machine;
  /** Tells how far it has got. */
  say(progress: string): void;
}

/** A figure beside what it is to be. */
export interface Verdict {
  target: string;
  figure: string;
  isMet: boolean;
}

/** What came out of a section. */
export interface Report {
  title: string;
  /** How it was measured, in a sentence or two. */
  how: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  verdicts: readonly Verdict[];
}

/** Measures something. */
export type Section = (bench: Bench) => Promise<Report>;

/** Lets contestants take turns. Each round begins with another, so that none is always first. */
export async function takeTurns<T extends { name: string }>(
  contestants: readonly T[],
  { bench, title, measure }: {
    bench: Bench;
    title: string;
    measure: (contestant: T, round: number) => Promise<void>;
  },
): Promise<void> {
  for (let round = 0; round < bench.rounds; round++) {
    bench.say(`${title}: round ${round + 1} of ${bench.rounds}`);
    const first = round % contestants.length;
    for (const contestant of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      bench.machine.check();
      await measure(contestant, round);
    }
  }
}

/** Figures by contestant, round after round. */
export class Figures {
  readonly #figures = new Map<string, number[]>();

  /** Notes figures of a contestant's. */
  add({ name }: { name: string }, ...figures: readonly number[]): void {
    const list = this.#figures.get(name) ?? [];
    this.#figures.set(name, list);
    for (const figure of figures) list.push(figure);
  }

  /** All figures of a contestant's. */
  of({ name }: { name: string }): readonly number[] {
    return this.#figures.get(name) ?? [];
  }
}

/** A server for each contestant, all at once; they end together. */
export class Servers implements AsyncDisposable {
  readonly #stack = new AsyncDisposableStack();
  readonly #servers = new Map<string, ServerProcess>();

  /** Starts them, with these arguments. */
  constructor(contestants: readonly Contestant[], args: readonly string[] = []) {
    for (const { name, program, asStarted, args: own = [] } of contestants) {
      const options = { args: [...args, ...own], asStarted };
      this.#servers.set(name, this.#stack.use(new ServerProcess(program, options)));
    }
  }

  /** The server of one. */
  of({ name }: Contestant): ServerProcess {
    const server = this.#servers.get(name);
    if (server === undefined) throw new Error(`There is no server of ${name}`);
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

/** Writes a report in Markdown. */
export function toMarkdown({ title, how, columns, rows, verdicts }: Report): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    `## ${title}`,
    "",
    how,
    "",
    line(columns),
    line(columns.map((_, index) => index === 0 ? "---" : "---:")),
    ...rows.map(line),
    "",
    ...verdicts.map((verdict) => `- ${toLine(verdict)}`),
  ].join("\n").trimEnd();
}

/** Writes whether a target was met. */
export function toLine({ target, figure, isMet }: Verdict): string {
  return `${isMet ? "met" : "**missed**"}: ${target}: ${figure}`;
}
