import { assertEquals, assertThrows } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import { calculate } from "../../../src/builtin/tools/arithmetic.ts";

const right: [expression: string, result: string][] = [
  ["1+1", "2"],
  ["0.1+0.2", "0.3"],
  ["1 + 2 * 3 - 4 / 2", "5"],
  ["-(2 + 3) * 2", "-10"],
  ["2^10", "1024"],
  ["2**3^2", "512"],
  ["-2^2", "-4"],
  ["7 % 3", "1"],
  ["12×3÷4−1", "8"],
  ["1,234,567 + 1", "1234568"],
  ["1/3", "1/3 ≈ 0.3333333333333333"],
  ["1/3*3", "1"],
  ["2^-2", "0.25"],
  ["2^-1^2", "0.5"],
  ["(-2)^2", "4"],
  ["-3^2+10", "1"],
  ["1.05^10", "1.62889462677744140625"],
  ["2^-16", "0.0000152587890625"],
  ["1/99991", "1/99991 ≈ 0.000010000900081007291"],
  ["0.1^20", "0.00000000000000000001"],
  ["1.00000000000000000001", "1.00000000000000000001"],
  ["-1/8", "-0.125"],
  ["-7/3", "-7/3 ≈ -2.3333333333333335"],
  ["0^0", "1"],
  ["1^(10^200)", "1"],
  ["(-1)^(10^200+1)", "-1"],
  ["0^(10^200)", "0"],
  ["1^99999", "1"],
  ["15% * 200", "30"],
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
  ["1+", "Unexpected end of expression"],
  ["1 2", "Unexpected part"],
  ["x+1", "Expected numbers"],
  ["constructor", "Expected numbers"],
  ["'a'+'b'", "Expected numbers"],
  ["a=1", "Expected numbers"],
  ["1;2", "Expected numbers"],
  ["5!", "Cannot use the operator ! on one number"],
  ["1 > 2", "Cannot use the operator >"],
  ["1 or 2", "Cannot use the operator or"],
  ["f(1)", "Expected numbers"],
  ["[1,2]", "Expected numbers"],
  ["1/0", "Cannot divide by zero"],
  ["5%0", "Cannot divide by zero"],
  ["0^-1", "Cannot divide by zero"],
  ["2^0.5", "Cannot work out a root exactly"],
  ["(9999999967*10000000019)^0.5", "Cannot work out a root exactly"],
  ["9^9^9^9", "Cannot work with numbers of more than 300 digits"],
  ["(1/9)^99999999", "Cannot work with numbers of more than 300 digits"],
  ["0.5^(10^200)", "Cannot work with numbers of more than 300 digits"],
  ["2^-9999999999", "Cannot work with numbers of more than 300 digits"],
  ["9^299*9^299", "Cannot work with numbers of more than 300 digits"],
  [Array.from({ length: 60 }, (_, i) => `1/${1001 + i}^90`).join("+"), "Cannot work with numbers"],
  ["1".repeat(301), "Cannot work with numbers of more than 300 digits"],
  ["1".repeat(1_001), "Cannot read more than 1000 characters"],
  ["(".repeat(999), "Cannot read so many parentheses"],
];
for (const [expression, message] of wrong) {
  Deno.test(`calculate() refuses ${expression.slice(0, 20)}`, () => {
    assertThrows(() => calculate(expression), Error, message);
  });
}

Deno.test("calculate() is exact where floating point is not", () => {
  const decimals = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
  const places = 20;
  const write = (n: bigint) => {
    const digits = `${n < 0n ? -n : n}`.padStart(places + 1, "0");
    return `${n < 0n ? "-" : ""}${digits.slice(0, -places)}.${digits.slice(-places)}`;
  };
  const trim = (decimal: string) => decimal.replace(/\.?0+$/, "").replace(/^-0$/, "0");
  fc.assert(fc.property(decimals, decimals, (a, b) => {
    assertEquals(calculate(`(${write(a)}) + (${write(b)})`), trim(write(a + b)));
    assertEquals(calculate(`(${write(a)}) - (${write(b)})`), trim(write(a - b)));
  }));
});
