import { uniformInt } from "npm:pure-rand@^8.4.2/distribution/uniformInt";
import { xoroshiro128plusFromState } from "npm:pure-rand@^8.4.2/generator/xoroshiro128plus";
import { skipN } from "npm:pure-rand@^8.4.2/utils/skipN";

/** What the first numbers of neighbours would have in common. */
const WARM_UP = 32;

/** Letters of one, two and three bytes, of two code units, halves of such, and none at all. */
const UNITS = [
  ..."aZ09 .,:;|\\\"'`{}[]()<>&%$#/\n\r\t\0\u007fé\u2028\ufeff가답변종료료로라한글中",
  "😀",
  "👩‍👩‍👧",
  "🇰🇷",
  "\ud83d",
  "\ude00",
  "e\u0301",
];

/** Choices that look random, and that a seed repeats. */
export class Random {
  readonly #generator: ReturnType<typeof xoroshiro128plusFromState>;

  /** @param number tells apart what has the same seed: the number of a request, of a stream */
  constructor(seed: number, number = 0) {
    this.#generator = xoroshiro128plusFromState([seed, number, 0x9e3779b9, 1]);
    skipN(this.#generator, WARM_UP);
  }

  /** A whole number, both ends included. */
  integer(min: number, max: number): number {
    return uniformInt(this.#generator, min, max);
  }

  /** Whether something happens that does so many times in a hundred. */
  chance(percent: number): boolean {
    return this.integer(1, 100) <= percent;
  }

  /** One of some. @throws {RangeError} if there is none */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError("Cannot pick one of none");
    return items[this.integer(0, items.length - 1)] as T; // which may well be undefined
  }

  /** So many bytes. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length }, () => this.integer(0, 255));
  }

  /** Text of all kinds of letters, ill-formed at times. */
  text(maxUnits: number): string {
    return Array.from({ length: this.integer(0, maxUnits) }, () => this.pick(UNITS)).join("");
  }
}
