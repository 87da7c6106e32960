import { assertEquals, assertThrows } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import { calculate } from "../../src/runnables/tools/arithmetic.ts";

const right: [expression: string, result: string][] = [
  ["1+1", "2"],
  ["0.1+0.2", "0.3"],
  ["1 + 2 * 3 - 4 / 2", "5"],
  ["-(2 + 3) * 2", "-10"],
  ["2^10", "1024"],
  ["2**3^2", "512"],
  ["-2^2", "4"],
  ["7 % 3", "1"],
  ["12×3÷4−1", "8"],
  ["1,234,567 + 1", "1234568"],
  ["1/3", "1/3 ≈ 0.3333333333333333"],
  ["1/3*3", "1"],
  ["2^-2", "0.25"],
  ["4^0.5", "2"],
  ["99999999999999999999 + 1", "100000000000000000000"],
  [".5 + 1.", "1.5"],
];
for (const [expression, result] of right) {
  Deno.test(`calculate() works out ${expression}`, () => {
    assertEquals(calculate(expression), result);
  });
}

const wrong: [expression: string, message: string][] = [
  ["", "Expected numbers"],
  ["1+", "Expected expression"],
  ["1 2", "Expected numbers"],
  ["x+1", "Expected numbers"],
  ["constructor", "Expected numbers"],
  ["'a'+'b'", "Cannot read the number"],
  ["1e3", "Cannot read the number 1e3"],
  ["1 || 2", "Cannot use the operator ||"],
  ["~1", "Expected numbers"],
  ["f(1)", "Expected numbers"],
  ["1/0", "Cannot divide by zero"],
  ["5%0", "Cannot divide by zero"],
  ["0^-1", "Cannot divide by zero"],
  ["2^0.5", "Cannot work out a root exactly"],
  ["9^9^9^9", "Cannot work out 1000 digits or more"],
  ["(10^999)^999", "Cannot work out 1000 digits or more"],
  ["1".repeat(1_001), "Cannot read more than 1000 characters"],
  ["(".repeat(999), "Unclosed ("],
];
for (const [expression, message] of wrong) {
  Deno.test(`calculate() refuses ${expression.slice(0, 20)}`, () => {
    assertThrows(() => calculate(expression), Error, message);
  });
}

Deno.test("calculate() is exact where floating point is not", () => {
  const cents = fc.integer({ min: -1_000_000, max: 1_000_000 });
  fc.assert(fc.property(cents, cents, (a, b) => {
    const write = (n: number) => `(${n < 0 ? "-" : ""}${Math.abs(n) / 100})`;
    const sum = calculate(`${write(a)} + ${write(b)}`);
    assertEquals(sum, String((a + b) / 100));
  }));
});
