/** What must not be in a log. */
export interface Secrets {
  /** Keys, and addresses of servers behind this one. */
  secrets: readonly string[];
  /** What a caller said. */
  prompts: readonly string[];
}

/** The least that is taken for something that a caller said: a shorter text is in any message. */
const MIN_PROMPT_LENGTH = 3;
/** How far down the causes, and how long each. */
const MAX_CAUSES = 5;
const MAX_LENGTH = 500;

/**
 * Says in a line what an error is and what caused it, for a log: without keys,
 * addresses and what callers said, where it stands as they said it. Of what a model's server replied only the
 * status and its names for it are told, for its words may repeat all of these.
 */
export function describeError(error: unknown, secrets: Secrets): string {
  const parts: string[] = [];
  for (let cause = error; cause != null && parts.length < MAX_CAUSES; cause = causeOf(cause)) {
    parts.push(describe(cause, secrets));
  }
  return parts.join(" <- ") || String(error);
}

function describe(error: unknown, secrets: Secrets): string {
  if (!(error instanceof Error)) return scrub(`${error}`, secrets);
  // Clients of models name their errors only by their class.
  const name = error.name === "Error" ? error.constructor.name : error.name;
  const facts = ["status", "code", "type"].flatMap((key) => {
    const value: unknown = Reflect.get(error, key);
    return /^[\w.-]{1,60}$/.test(`${value ?? ""}`) ? [`${key} ${value}`] : [];
  });
  const isReply = "headers" in error;
  const said = isReply ? "" : `: ${scrub(error.message, secrets)}`;
  return `${name}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}${said}`;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

function scrub(text: string, { secrets, prompts }: Secrets): string {
  const hidden = [
    ...secrets.filter((secret) => secret !== "").map((secret) => [secret, "<secret>"] as const),
    ...prompts.filter(({ length }) => length >= MIN_PROMPT_LENGTH)
      .flatMap((prompt) => [prompt, JSON.stringify(prompt).slice(1, -1)])
      .map((prompt) => [prompt, "<prompt>"] as const),
  ].toSorted(([a], [b]) => b.length - a.length);
  const scrubbed = hidden.reduce((rest, [secret, name]) => rest.replaceAll(secret, name), text)
    .replaceAll(/\b[a-z][a-z+.-]{0,20}:\/\/[^\s"')]+/gi, "<address>")
    .replaceAll(/\b(sk|pk|key|bearer)[-_ ][\w.-]{8,}/gi, "<secret>")
    .replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
  return scrubbed.length > MAX_LENGTH ? `${scrubbed.slice(0, MAX_LENGTH)}…` : scrubbed;
}
