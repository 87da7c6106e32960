// The characters of keys.
const TOKEN = "[\\w+/=~-]";

/**
 * The prefixes of the keys of well-known services. Each is documented by the service, or listed by
 * GitHub's secret scanning and by gitleaks.
 *
 * @see {@link https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns | GitHub's patterns}
 * @see {@link https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml | gitleaks' patterns}
 */
const PREFIXES = [
  "(?:sk|pk|rk|ek)[-_]", // OpenAI, Anthropic (sk-ant-), OpenRouter, DeepSeek, LangFuse, Stripe
  "(?:gsk|hf|api_org|r8|fw|tgp|pcsk|jina)_", // Groq, Hugging Face, Replicate, Fireworks, Together…
  "(?:xai|pplx|nvapi|csk|tvly)-", // xAI, Perplexity, NVIDIA, Cerebras, Tavily
  "(?:lsv2|ls__)", // LangSmith
  "AIza|ya29\\.|GOCSPX-", // Google
  "(?:AKIA|ASIA|ABIA|ACCA)", // AWS
  "gh[a-z]_|github_pat_", // GitHub
  "gl[a-z]{2,6}-", // GitLab
  "xox[a-z]-|xapp-", // Slack
  "(?:npm|sbp|shpat|glsa|dckr_pat|do[opr]_v1)_|dd[pwo]_|pypi-", // npm, Supabase, Docker, Deno…
  "SG\\.|hv[sbr]\\.", // SendGrid, HashiCorp Vault
  "eyJ", // JSON Web Tokens
];

const NAMES = "key|secret|token|pass(?:word|wd|phrase|code)?|pwd|pin|auth(?:orization)?|" +
  "credentials?|signature|sig|session(?:[-_]?id)?|sid|cookie|connection[-_ ]?string|dsn";
const QUOTED = `\\\\?"[^"]{0,4000}"?|\\\\?'[^']{0,4000}'?`;

/**
 * Patterns of secrets. Where a pattern has a group, only the group is secret.
 *
 * Each pattern takes time linear in the text: no unbounded quantifier follows another that matches
 * the same characters.
 */
export const SECRET_PATTERNS: readonly RegExp[] = [
  new RegExp(
    `(?<![A-Za-z0-9])(?:${PREFIXES.join("|")})${TOKEN}{6,}(?:\\.${TOKEN}{1,2000}){0,4}`,
    "gd",
  ),
  // api_key=…, "password": "…", X-Api-Key: …, Authorization: Basic …
  new RegExp(
    `(?:${NAMES})(?: \\w{1,20})?["'\\\\]{0,3}\\s{0,3}[:=]\\s{0,3}` +
      `((?:(?:basic|bearer|digest|token|apikey)\\s{1,3})?(?:${QUOTED}|[^\\s"'\\\\,;&)}\\]]{1,4000}))`,
    "gdi",
  ),
  /\b(?:basic|bearer|digest|negotiate)\s{1,3}([\w.~+/=-]{6,})/gdi,
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^]*/gd,
  /\b\d{8,10}:[\w-]{35}/gd, // Telegram
  // Unknown services: 20 characters or more with a digit among them, which no word has.
  /(?<![\w+/=~-])(?=[A-Za-z_+/=~-]{0,200}\d)[\w+/=~-]{20,}/gd,
];

/** Patterns of addresses: URLs, data URLs, hosts and email addresses. */
export const ADDRESS_PATTERNS: readonly RegExp[] = [
  /(?<![a-z])[a-z][a-z+.-]{0,20}:\/\/[^\s"'<>)]{1,4000}/gdi,
  /(?<![a-z])data:[\w/+.-]{0,50}[;,][^\s"'<>)]{1,4000}/gdi,
  /(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,190}/gd,
  /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\w.])/gd,
  /(?<![\w:])\[?(?:[0-9a-f]{0,4}:){2,7}(?:[0-9a-f]{0,4}|\d{1,3}(?:\.\d{1,3}){3})(?:\](?::\d{1,5})?)?(?![\w:])/gdi,
  // A host with a port, or with a top-level domain that is not a common word in code.
  /(?<![\w.-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,10}:\d{2,5}(?!\d)/gdi,
  /(?<![\w.-])[a-z][a-z0-9-]{1,62}:\d{4,5}(?!\d)/gdi, // redis:6379
  new RegExp(
    "(?<![\\w.-])(?:[a-z0-9_-]{1,63}\\.){1,10}" +
      "(?:com|net|org|info|biz|dev|app|cloud|io|ai|tech|online|site|xyz|gov|edu|mil|int|local|" +
      "internal|lan|corp|home|intranet|private|localhost|consul|svc|cluster|arpa|onion)(?![\\w-])",
    "gdi",
  ),
  /(?<![\w.-])(?:[a-z0-9-]{1,63}\.){2,10}(?!(?:ts|js|py|rs|go|sh|md)(?!\w))[a-z]{2}(?![\w-])/gdi, // db.example.kr
  /(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ETIMEDOUT)\s{1,3}([^\s"'<>)]{1,300})/gd,
];

/** Patterns of file paths. */
export const PATH_PATTERNS: readonly RegExp[] = [
  /(?<![\w<>/])(?:~|\.{1,2})?(?:\/[\w.@+~%-]{1,100}){1,40}\/?/gd,
  /(?<![\w.@+/-])[\w.@+-]{1,100}(?:\/[\w.@+~%-]{1,100}){1,40}\.\w{1,8}(?!\w)/gd,
  /(?:(?<![A-Za-z])[A-Za-z]:|\\)\\[^\s"'<>|]{1,500}/gd,
];
