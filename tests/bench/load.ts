import type { Contestant } from "./contestants.ts";
import { END_CHUNKS, lateness, type Script, TOKEN_SIGN } from "./measure/script.ts";

/** How an answer came. */
export interface Answer {
  /** Whether all of its tokens came, and no more. */
  isWhole: boolean;
  /** From asking to its first token, in milliseconds. */
  firstMs: number;
  /** How late each token came, in milliseconds, if the script has a pace. */
  late: number[];
}

/** What to ask of whom. */
export interface Question {
  contestant: Contestant;
  origin: string;
  script: Script;
  /** Told of the first token. */
  onFirst?: () => void;
}

/** Asks, and reads to the end. A reply that breaks, or is none, is not whole. */
export async function ask(question: Question): Promise<Answer> {
  const answer: Answer = { isWhole: false, firstMs: NaN, late: [] };
  try {
    const { contestant, origin, script } = question;
    const begin = performance.now();
    const onFirst = () => {
      answer.firstMs = performance.now() - begin;
      question.onFirst?.();
    };
    const response = await fetch(contestant.ask(origin, script));
    answer.isWhole = contestant.copies === 0
      ? await hearCount(response, { ...question, answer })
      : await countTokens(response, { ...question, answer, onFirst });
  } catch (error) {
    console.error(`${question.contestant.name}: ${error}`);
  }
  return answer;
}

/** Asks many times at once. */
export function askMany(streams: number, question: Question): Promise<Answer[]> {
  return Promise.all(Array.from({ length: streams }, () => ask(question)));
}

/** @throws {Error} if an answer is not whole: what was measured then means nothing */
export function assertWhole(answers: readonly Answer[], { name }: Contestant): void {
  const lost = answers.filter(({ isWhole }) => !isWhole).length;
  if (lost > 0) throw new Error(`${name}: ${lost} of ${answers.length} streams were not whole`);
}

async function hearCount(
  response: Response,
  { script, answer }: Question & { answer: Answer },
): Promise<boolean> {
  const { chunks, late } = await response.json();
  answer.late = late;
  return chunks === script.tokens + END_CHUNKS.length;
}

async function countTokens(
  response: Response,
  { contestant, script, answer, onFirst }: Question & { answer: Answer; onFirst: () => void },
): Promise<boolean> {
  const sign = TOKEN_SIGN.charCodeAt(0);
  const { tokens, rate } = script;
  let signs = 0;
  for await (const bytes of response.body ?? []) {
    const before = signs;
    for (let at = bytes.indexOf(sign); at !== -1; at = bytes.indexOf(sign, at + 1)) signs++;
    if (before === 0 && signs > 0) onFirst();
    if (rate === undefined) continue;
    for (let i = before; i < Math.min(signs, tokens); i++) answer.late.push(lateness(i, script));
  }
  return response.ok && signs === tokens * contestant.copies;
}
