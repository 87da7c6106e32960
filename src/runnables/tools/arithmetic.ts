import Fraction from "fraction.js";
import jsep, { type Expression } from "jsep";

// To people who are no programmers, ^ is a power.
jsep.removeBinaryOp("^");
jsep.addBinaryOp("^", 12, true);

/** The longest expression that is read, in characters. */
const MAX_LENGTH = 1_000;
/** The most digits that a power may have. */
const MAX_DIGITS = 1_000;

/**
 * Works out an expression of numbers, `+ - * / % ^`, and parentheses, exactly:
 * `0.1+0.2` is `0.3`, and `1/3` stays a fraction.
 *
 * @returns a decimal if there is a finite one, else a fraction and its first digits
 * @throws {RangeError} if a number is too large, or divided by zero
 * @throws {SyntaxError} if it is not such an expression
 */
export function calculate(expression: string): string {
  if (expression.length > MAX_LENGTH) {
    throw new RangeError(`Cannot read more than ${MAX_LENGTH} characters`);
  }
  const result = evaluate(parse(expression));
  const decimal = result.toString();
  return /[('.]/.test(decimal) && decimal.includes("(")
    ? `${result.toFraction()} ≈ ${result.valueOf()}`
    : decimal;
}

function parse(expression: string): Expression {
  const plain = expression
    .replaceAll(/[×·]/g, "*").replaceAll("÷", "/").replaceAll("−", "-").replaceAll("**", "^")
    .replaceAll(/(?<=\d),(?=\d{3}(?!\d))/g, "");
  try {
    return jsep(plain);
  } catch (error) {
    throw new SyntaxError(error instanceof Error ? error.message : String(error));
  }
}

function evaluate(node: Expression): Fraction {
  switch (node.type) {
    case "Literal":
      return number(String(node.raw));
    case "UnaryExpression": {
      const value = evaluate(node.argument as Expression);
      if (node.operator === "-") return value.neg();
      if (node.operator === "+") return value;
      break;
    }
    case "BinaryExpression":
      return apply(String(node.operator), {
        left: evaluate(node.left as Expression),
        right: evaluate(node.right as Expression),
      });
  }
  throw new SyntaxError("Expected numbers, + - * / % ^ and parentheses only");
}

function number(raw: string): Fraction {
  if (!/^(\d+\.?\d*|\.\d+)$/.test(raw)) throw new SyntaxError(`Cannot read the number ${raw}`);
  return new Fraction(raw);
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
      if (right.equals(0)) throw new RangeError("Cannot divide by zero");
      return operator === "/" ? left.div(right) : left.mod(right);
    case "^":
      return power(left, right);
    default:
      throw new SyntaxError(`Cannot use the operator ${operator}`);
  }
}

function power(base: Fraction, exponent: Fraction): Fraction {
  const digits = Math.max(`${base.n}`.length, `${base.d}`.length) * Math.abs(exponent.valueOf());
  if (digits > MAX_DIGITS) throw new RangeError(`Cannot work out ${MAX_DIGITS} digits or more`);
  if (base.equals(0) && exponent.compare(0) < 0) throw new RangeError("Cannot divide by zero");
  const result = base.pow(exponent);
  if (result === null) throw new RangeError("Cannot work out a root exactly");
  return result;
}
