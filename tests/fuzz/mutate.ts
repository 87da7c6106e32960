import type { Random } from "../support/random.ts";

const KEYS = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "then",
  "toJSON",
  "length",
  "lc",
  "id",
  "kwargs",
  "content",
  "parts",
  "type",
  "role",
  "input",
  "inputs",
  "user_message",
  "messages",
  "history",
  "config",
  "configurable",
  "end_markers",
  "max_concurrency",
  "stop",
  "n",
  "tool_choice",
  "temperature",
  "response_format",
  "",
  "\ud800",
  "\0",
];

/** Numbers that only the text of JSON can say. */
const NUMBERS = ["1e400", "-1e400", "1e-400", "-0", "123456789012345678901234567890", "0.1e1"];

/** Stands in a value for a text of JSON that is put in last. */
const RAW = "\u0001raw\u0001";

/** Writes a value as JSON, a few things in it being other than they should be. */
export function mutateJson(random: Random, value: unknown): string {
  const root = { value: structuredClone(value) };
  for (let i = random.integer(1, 3); i > 0; i--) mutateNode(random, root);
  const text = JSON.stringify(root.value) ?? "";
  return text.replaceAll(JSON.stringify(RAW), () => rawJson(random));
}

/** Spoils bytes: turns some over, cuts, doubles, puts some in. */
export function mutateBytes(
  random: Random,
  bytes: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const at = random.integer(0, bytes.length);
  const end = random.integer(at, bytes.length);
  const [head, middle, tail] = [bytes.slice(0, at), bytes.slice(at, end), bytes.slice(end)];
  switch (random.integer(0, 5)) {
    case 0:
      return head;
    case 1:
      return join(head, tail);
    case 2:
      return join(bytes, bytes);
    case 3:
      return join(head, middle, middle, tail);
    case 4:
      return join(head, random.bytes(random.integer(1, 8)), tail);
    default:
      return bytes.map((byte) => random.chance(3) ? byte ^ 1 << random.integer(0, 7) : byte);
  }
}

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function mutateNode(random: Random, root: Record<string, unknown>): void {
  const { parent, key } = random.pick(placesIn(root));
  const value: unknown = Reflect.get(parent, key);
  const isFull = typeof value === "object" && value !== null;
  switch (random.integer(0, 3)) {
    case 0:
      if (parent !== root) Reflect.deleteProperty(parent, key);
      break;
    case 1:
      if (isFull) define(value, { key: random.pick(KEYS), value: strangeValue(random) });
      break;
    case 2:
      define(parent, { key, value: strangeValue(random) });
      break;
    case 3:
      define(parent, { key, value: random.pick([[value], [value, value], { [key]: value }]) });
      break;
  }
}

/** Each place in a value: what it is in, and under which key. */
function placesIn(root: object): { parent: object; key: string }[] {
  return Object.entries(root).flatMap(([key, value]) => [
    { parent: root, key },
    ...(typeof value === "object" && value !== null ? placesIn(value) : []),
  ]);
}

/** As an own property, be it `__proto__`: that is what JSON makes of it. */
function define(object: object, { key, value }: { key: string; value: unknown }): void {
  if (Array.isArray(object) && key === "length") return;
  const how = { value, enumerable: true, configurable: true, writable: true };
  Object.defineProperty(object, key, how);
}

function strangeValue(random: Random): unknown {
  return random.pick<() => unknown>([
    () => null,
    () => random.chance(50),
    () => random.pick([0, -1, 1, 0.5, 2 ** 53, 1e308, 5e-324]),
    () => random.text(30),
    () => random.pick(["", "\0", "\ud800", "\udc00a", "user", "failing", "chain", "NaN"]),
    () => "가".repeat(random.integer(1, 3_000)),
    () => [],
    () => ({}),
    () => Array.from({ length: random.integer(1, 150) }, () => random.text(3)),
    () => ({ [random.pick(KEYS)]: random.text(5), [random.pick(KEYS)]: null }),
    () => RAW,
  ])();
}

function rawJson(random: Random): string {
  if (random.chance(50)) return random.pick(NUMBERS);
  const depth = random.pick([10, 100, 1_000, 10_000]);
  return random.chance(50)
    ? "[".repeat(depth) + "]".repeat(depth)
    : '{"content":'.repeat(depth) + '"a"' + "}".repeat(depth);
}
