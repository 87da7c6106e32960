/** The log probabilities of a chunk, in the form of OpenAI's chat completions. */
export interface DemoLogprobs {
  content: DemoToken[];
}

interface DemoToken {
  token: string;
  logprob: number;
  bytes: number[];
  top_logprobs: Omit<DemoToken, "top_logprobs">[];
}

/** Words that the demo might have written. */
const OTHERS = ["the", "a", "음", "and", "그래", "so", "…"];

/**
 * Returns log probabilities for a chunk of the demo. They are as made up as its answers, and always
 * the same for the same text.
 *
 * @param top how many alternatives to return
 */
export function demoLogprobs(text: string, top: number): DemoLogprobs {
  const tokens = text.match(/\s*[^\s\p{P}]{1,4}|\s*\p{P}|\s+/gu) ?? [];
  return { content: tokens.map((token) => demoToken(token, top)) };
}

function demoToken(token: string, top: number): DemoToken {
  const seed = [...token].reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) % 997, 7);
  const probability = 0.35 + 0.64 * (seed % 100) / 100;
  const others = OTHERS.filter((other) => other !== token.trim());
  const rest = Array.from({ length: Math.max(0, top - 1) }, (_, i) => ({
    token: others[(seed + i) % others.length] ?? "…",
    probability: (1 - probability) / 2 ** (i + 1),
  }));
  const entry = (token: string, probability: number) => ({
    token,
    logprob: Math.log(probability),
    bytes: [...new TextEncoder().encode(token)],
  });
  return {
    ...entry(token, probability),
    top_logprobs: top === 0
      ? []
      : [entry(token, probability), ...rest.map((it) => entry(it.token, it.probability))],
  };
}
