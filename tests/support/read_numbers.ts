import { parseArgs } from "node:util";

/** A number that a command line may say. */
export interface NumberOption {
  default: number;
  min: number;
  max: number;
  /** Whether it may have a fraction. Default: `false`. */
  isFraction?: boolean;
}

/** Reads `--name number` from a command line; on a bad one it ends the program, with one line. */
export function readNumbers<Name extends string>(
  args: string[],
  options: Readonly<Record<Name, NumberOption>>,
): Record<Name, number> {
  try {
    const { values } = parseArgs({
      args,
      options: Object.fromEntries(
        Object.keys(options).map((name) => [name, { type: "string" } as const]),
      ),
    });
    const numbers = Object.entries<NumberOption>(options).map(([name, option]) => {
      const said = values[name];
      return [name, said === undefined ? option.default : parse(name, { said, ...option })];
    });
    return Object.fromEntries(numbers);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(error.message.split("\n")[0]);
    Deno.exit(2);
  }
}

function parse(
  name: string,
  { said, min, max, isFraction = false }: NumberOption & { said: unknown },
): number {
  const number = /^\d+(\.\d+)?$/.test(`${said}`) ? Number(said) : NaN;
  const fits = number >= min && number <= max && (isFraction || Number.isInteger(number));
  if (fits) return number;
  const kind = isFraction ? "number" : "whole number";
  throw new TypeError(`Cannot use --${name} ${said}: expected a ${kind} from ${min} to ${max}`);
}
