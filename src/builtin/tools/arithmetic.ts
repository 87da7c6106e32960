import {
  all,
  type ConstantNode,
  create,
  type Fraction,
  type MathNode,
  type OperatorNode,
  type ParenthesisNode,
} from "mathjs";

// Only the parser and the fractions of mathjs are used. Its evaluation has matrices, units and
// functions, which is too much for untrusted input.
const math = create({ ...all }, { number: "Fraction" });

/** The maximum length of an expression, in characters. */
const MAX_LENGTH = 1_000;
/** The maximum number of digits of a number, also of intermediate results. */
const MAX_DIGITS = 300;
const LIMIT = 10n ** BigInt(MAX_DIGITS);
const MAX_BITS = LIMIT.toString(2).length;

/**
 * Evaluates an expression of numbers, `+ - * / % ^` and parentheses exactly:
 * `0.1+0.2` is `0.3`, and `1/3` stays a fraction.
 *
 * @returns a decimal if it is finite, otherwise a fraction and its first digits
 * @throws {RangeError} if a number is too large, or divided by zero
 * @throws {SyntaxError} if the expression is invalid
 */
export function calculate(expression: string): string {
  if (expression.length > MAX_LENGTH) {
    throw new RangeError(`Cannot read more than ${MAX_LENGTH} characters`);
  }
  return write(evaluate(parse(expression)));
}

function parse(expression: string): MathNode {
  const plain = expression
    .replaceAll(/[×·]/g, "*").replaceAll("÷", "/").replaceAll("−", "-").replaceAll("**", "^")
    .replaceAll(/(?<=\d),(?=\d{3}(?!\d))/g, "");
  try {
    return math.parse(plain);
  } catch (error) {
    if (error instanceof RangeError) throw new SyntaxError("Cannot read so many parentheses");
    throw new SyntaxError(error instanceof Error ? error.message : String(error));
  }
}

function evaluate(node: MathNode): Fraction {
  switch (node.type) {
    case "ConstantNode":
      return constant((node as ConstantNode).value);
    case "ParenthesisNode":
      return evaluate((node as ParenthesisNode).content);
    case "OperatorNode": {
      const { op, args } = node as OperatorNode;
      const [left, right] = args.map(evaluate);
      if (left === undefined) break;
      return bounded(right === undefined ? sign(op, left) : apply(op, { left, right }));
    }
  }
  throw new SyntaxError("Expected numbers, + - * / % ^ and parentheses only");
}

function constant(value: unknown): Fraction {
  // A percent sign becomes a division by the number 100. All other constants are fractions.
  if (typeof value === "number") return math.fraction(value);
  if (math.isFraction(value)) return bounded(value);
  throw new SyntaxError("Expected numbers, + - * / % ^ and parentheses only");
}

function sign(operator: string, value: Fraction): Fraction {
  if (operator === "-") return value.neg();
  if (operator === "+") return value;
  throw new SyntaxError(`Cannot use the operator ${operator} on one number`);
}

function apply(operator: string, { left, right }: { left: Fraction; right: Fraction }): Fraction {
  switch (operator) {
    case "+":
      return left.add(right);
    case "-":
      return left.sub(right);
    case "*":
      return left.mul(right);
    case "/":
    case "%":
      if (right.n === 0n) throw new RangeError("Cannot divide by zero");
      return operator === "/" ? left.div(right) : left.mod(right);
    case "^":
      return power(left, right);
    default:
      throw new SyntaxError(`Cannot use the operator ${operator}`);
  }
}

function power(base: Fraction, exponent: Fraction): Fraction {
  if (exponent.d !== 1n) throw new RangeError("Cannot work out a root exactly");
  if (base.n === 0n && exponent.s < 0n) throw new RangeError("Cannot divide by zero");
  // Bounded before it is evaluated: a power of 2 or more grows by at least one bit for each step.
  const bits = Math.max(base.n.toString(2).length, base.d.toString(2).length) - 1;
  if (BigInt(bits) * exponent.n > MAX_BITS) throw tooLarge();
  return base.pow(exponent) ?? base;
}

function bounded(value: Fraction): Fraction {
  if (value.n >= LIMIT || value.d >= LIMIT) throw tooLarge();
  return value;
}

function tooLarge(): RangeError {
  return new RangeError(`Cannot work with numbers of more than ${MAX_DIGITS} digits`);
}

/** A decimal is finite if the denominator has only the prime factors 2 and 5. */
function write(value: Fraction): string {
  const { s, n, d } = value;
  let [rest, places] = [d, 0];
  for (; rest % 10n === 0n; places++) rest /= 10n;
  for (const factor of [2n, 5n]) for (; rest % factor === 0n; places++) rest /= factor;
  const minus = s < 0n ? "-" : "";
  if (rest !== 1n) return `${minus}${n}/${d} ≈ ${minus}${Number(n) / Number(d)}`;

  const digits = `${n * 10n ** BigInt(places) / d}`.padStart(places + 1, "0");
  if (places === 0) return minus + digits;
  const whole = digits.slice(0, -places);
  const decimals = digits.slice(-places).replace(/0+$/, "");
  return minus + whole + (decimals === "" ? "" : `.${decimals}`);
}
