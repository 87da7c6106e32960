import { assert, assertEquals } from "@std/assert";
import { describeError } from "../../../src/http/observe/describe_error.ts";
import { errorLine } from "../../../src/http/observe/error_line.ts";
import { maskText } from "../../../src/http/observe/masking/mask_text.ts";
import { costOf, QUADRATIC_MS } from "../../support/cost_of.ts";

const PROMPT = "내 비밀번호는 1234";
const ENGLISH = "My PIN is 4711, and the safe is behind the mirror";

const mask = (text: string, said: readonly string[] | "any" | "unknown" = []) =>
  maskText(text, { secrets: [], said });

Deno.test("describeError() names the cause, without keys, addresses and prompts", () => {
  const secrets = {
    secrets: ["s3cret", "http://10.0.0.1:9/v1"],
    said: [PROMPT, "hi"],
  };
  const cause = new TypeError(
    "error sending request for url (http://10.0.0.1:9/v1/chat?key=s3cret)",
  );
  const error = new Error(`no\nanswer to "${PROMPT}" with s3cret, sk-abcdefgh12`, {
    cause,
  });
  const told = describeError(error, secrets);
  assertEquals(
    told,
    'Error: no answer to "<prompt>" with <secret>, <secret> <- ' +
      "TypeError: error sending request for url (<secret>)",
  );
  assertEquals(describeError("a thrown text", secrets), "a thrown text");
  assertEquals(describeError(undefined, secrets), "undefined");
});

Deno.test("describeError() leaves out the message of a model server's reply", () => {
  class RateLimitError extends Error {
    readonly status = 429;
    readonly code = "rate_limit_exceeded";
    readonly type = "a sentence is no name";
    readonly headers = new Headers({ authorization: "Bearer x" });
  }
  const told = describeError(new RateLimitError("429 You said: hello"), {
    secrets: [],
    said: [],
  });
  assertEquals(told, "RateLimitError (status 429, code rate_limit_exceeded)");
});

Deno.test("describeError() finds a prompt in JSON", () => {
  const prompt = 'my pin is "1234"\nplease';
  const error = new Error(`Unknown command ${JSON.stringify(prompt)}`);
  const told = describeError(error, { secrets: [], said: [prompt] });
  assertEquals(told, 'Error: Unknown command "<prompt>"');
});

Deno.test("describeError() takes linear time for a text that looks like addresses", () => {
  const error = new Error("a.".repeat(1_000_000)); // would take hours if its work were quadratic
  assert(describeError(error, { secrets: [], said: [] }).length < 1_000);
});

Deno.test("describeError() ends at an error that caused itself, and shortens its message", () => {
  const error = new Error("x".repeat(10_000));
  error.cause = error;
  assert(describeError(error, { secrets: [], said: [] }).length < 3_000);
});

const keys: [of: string, key: string][] = [
  ["OpenAI", "sk-proj-abcdEFGH1234_abcdEFGH1234"],
  ["Anthropic", "sk-ant-api03-abcdefgh_ABCDEFGH"],
  ["Groq", "gsk_abcdEFGHabcdEFGH"],
  ["Google", "AIzaSyAbcdefghijklmnopqrstuvwxyz-abcdef"],
  ["xAI", "xai-abcdEFGHabcdEFGH"],
  ["Hugging Face", "hf_abcdefghABCDEFGH"],
  ["AWS", "AKIAIOSFODNNEXAMPLEQ"],
  ["AWS, for a while", "ASIAIOSFODNNEXAMPLEQ"],
  ["GitHub", "ghp_abcdefghABCDEFGH"],
  ["GitHub, fine-grained", "github_pat_abcdefgh_ABCDEFGH"],
  ["GitLab", "glpat-abcdefghABCDEFGH"],
  ["Slack", "xoxb-abcdefgh-ABCDEFGH"],
  ["Stripe", "sk_live_abcdefghABCDEFGH"],
  ["SendGrid", "SG.abcdefghABCD.abcdefghABCD"],
  ["npm", "npm_abcdefghABCDEFGH"],
  ["LangSmith", "lsv2_pt_abcdefghABCDEFGH"],
  ["a JSON Web Token", "eyJhbGciOiJIUzI.eyJzdWIiOiIx.SflKxwRJSMeKKF-Q"],
  ["nobody's shape, but long and with digits", "abcdefgh1234abcdefgh"],
  ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIE abc\n-----END RSA PRIVATE KEY-----"],
];
for (const [of, key] of keys) {
  Deno.test(`maskText() masks a key of ${of}`, () => {
    assertEquals(mask(`Wrong: ${key}`, "any"), "Wrong: <secret>");
  });
}

const secrets: [text: string, masked: string][] = [
  ["api_key=hunter2&x=1", "api_key=<secret>&x=1"],
  ['{"password": "my secret pass"}', '{"password": <secret>}'],
  ["password: hunter2, user: ann", "password: <secret>, user: ann"],
  ["X-Api-Key: abc", "X-Api-Key: <secret>"],
  ["accessToken=abc", "accessToken=<secret>"],
  ["Authorization: Basic YW5uOnB3", "Authorization: <secret>"],
  ["sent Bearer abcdefgh", "sent Bearer <secret>"],
  ["sent Basic YW5uOnB3", "sent Basic <secret>"],
  ["connect postgres://ann:pw@db:5432/x failed", "connect <address> failed"],
  ["see https://example.com/a?b=c)", "see <address>)"],
  ["connect ECONNREFUSED 10.0.0.1:443", "connect ECONNREFUSED <address>"],
  ["getaddrinfo ENOTFOUND my-db", "getaddrinfo ENOTFOUND <address>"],
  ["at [2001:db8::1]:443 now", "at <address> now"],
  ["no route to llm.corp.internal", "no route to <address>"],
  ["redis:6379 is down", "<address> is down"],
  ["asked db7.example.kr for it", "asked <address> for it"],
  ["mail ann@example.com", "mail <address>"],
  ["open '/home/ann/my.key' failed", "open '<path>' failed"],
  ["open C:\\Users\\ann\\my.key failed", "open <path> failed"],
  ["open ~/.ssh/config failed", "open <path> failed"],
  ["open data/private/a.txt failed", "open <path> failed"],
];
for (const [text, masked] of secrets) {
  Deno.test(`maskText() writes ${text} as ${masked}`, () => {
    assertEquals(mask(text, "any"), masked);
  });
}

const harmless = [
  "Cannot read properties of undefined (reading 'content')",
  "chain.stream is not a function",
  'Missing value for input variable "topic"',
  "This model's maximum context length is 8192 tokens, however you requested 9000 tokens",
  "The operation was aborted.",
  "Recursion limit of 25 reached without hitting a stop condition.",
  "Cannot stream a chunk of type Object: expected a string or a message chunk",
];
for (const text of harmless) {
  Deno.test(`maskText() leaves "${text}" alone`, () => assertEquals(mask(text), text));
}

const repeats: [how: string, text: string][] = [
  ["as it was", ENGLISH],
  ["in capitals", ENGLISH.toUpperCase()],
  ["for a URL", encodeURIComponent(ENGLISH)],
  ["for a form", `${new URLSearchParams({ q: ENGLISH })}`],
  ["in JSON, in JSON", JSON.stringify(JSON.stringify(ENGLISH))],
  ["with other white space", ENGLISH.replaceAll(" ", "\n\t ")],
  ["without white space", ENGLISH.replaceAll(" ", "")],
  ["with other punctuation", ENGLISH.replaceAll(/[ ,]+/g, "_")],
  ["for HTML", `&quot;${ENGLISH}&quot;`],
  ["in part", `…${ENGLISH.slice(8, 30)}…`],
  ["a letter at a time", [...ENGLISH].join(" ")],
];
for (const [how, text] of repeats) {
  Deno.test(`maskText() finds a prompt that is repeated ${how}`, () => {
    const masked = mask(`Cannot use ${text} here`, [ENGLISH]) ?? "";
    assert(!/4711|pin|safe|behind|mirror/i.test(masked), masked);
    assert(/^Cannot use .*<(prompt|secret)>/.test(masked), masked);
  });
}

Deno.test("maskText() finds six characters of a prompt that are not ASCII, in any escape", () => {
  const part = "비밀번호는 1234";
  const escaped = part.replaceAll(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
  for (const text of [part, encodeURIComponent(part), escaped, part.normalize("NFD")]) {
    assertEquals(mask(`Cannot use ${text}!`, [PROMPT]), "Cannot use <prompt>!");
  }
});

Deno.test("maskText() finds a prompt of three characters, and none of two", () => {
  assertEquals(mask("Cannot use cat here", ["Cat"]), "Cannot use <prompt> here");
  assertEquals(mask("Cannot do this", ["do"]), "Cannot do this");
});

Deno.test("maskText() finds a key behind a prompt that ends within it", () => {
  assertEquals(mask("Wrong key sk-abcdefghijkl", ["my wrong key sk-abcd"]), "<secret>");
});

Deno.test("maskText() masks quoted text unless it is a name, and JSON that V8 quotes", () => {
  assertEquals(mask('Tool "x_1" said "it is raining"'), 'Tool "x_1" said "<text>"');
  assertEquals(
    mask(`Unexpected token 'H', "Hello" is not valid JSON`),
    `Unexpected token 'H', "<text>" is not valid JSON`,
  );
});

Deno.test("maskText() returns null for a text that it cannot search for prompts", () => {
  assertEquals(mask("a", "unknown"), null);
  assertEquals(mask("a", ["b".repeat(1_000_000)]), null);
});

Deno.test("maskText() masks known secrets, and long parts of them", () => {
  const secrets = ["k", "correct-horse-battery"];
  assertEquals(maskText("k! CORRECT-HORSE-B", { secrets, said: "any" }), "<secret>! <secret>");
});

Deno.test("maskText() writes one line that a terminal can show", () => {
  assertEquals(mask("a\u001b[31m\n\u202eb\u0000c"), "a [31m b c");
});

const WORST = ["a", "a.", "a-", "a/", "1.", ":", "a:", "key", "key=", '"', "\\", "%20", "&a", " "]
  .concat(["eyJa.", "basic ", "-----BEGIN ", "a@", "a+", "a://", "~/", "가", "0:", "\\u00", "A1_"]);
Deno.test("maskText() takes no quadratic time for 60 KB of the worst text", async () => {
  for (const part of WORST) {
    const text = part.repeat(60_000 / part.length);
    for (const worst of [text, `${text.slice(0, 3_900)} ${text}`]) {
      const ms = await costOf(() => () => mask(worst, [text]));
      assert(ms <= QUADRATIC_MS, `${ms} ms for ${JSON.stringify(part)}`);
    }
  }
});

Deno.test("describeError() leaves out a class, code or type that may be other text", () => {
  const told = (fields: object, said: string[] = []) =>
    describeError(Object.assign(new Error("m"), fields), { secrets: ["hunter"], said });
  assertEquals(told({ name: "sk-abcdefgh12", code: "sk-abcdefgh12" }), "Error: m");
  assertEquals(told({ name: "AKIAIOSFODNN7EXAMPLE", code: "AKIAIOSFODNN7EXAMPLE" }), "Error: m");
  assertEquals(told({ name: "my pin is 4711" }), "Error: m");
  assertEquals(told({ code: "hunter", type: "x8Jf93kfLq0", status: "200 OK" }), "Error: m");
  assertEquals(told({ code: "meet_me_at_ten" }, ["Meet_me_at_TEN, please"]), "Error: m");
  assertEquals(
    told({ name: "RateLimitError", status: 429, code: "ECONNRESET", type: "insufficient_quota" }),
    "RateLimitError (status 429, code ECONNRESET, type insufficient_quota): m",
  );
});

const trap = () => {
  throw new Error("trap");
};
const PROXY = new Proxy(new Error("p"), {
  get: trap,
  has: trap,
  getPrototypeOf: trap,
  getOwnPropertyDescriptor: trap,
  ownKeys: trap,
});
class Touchy extends Error {
  override get message(): string {
    return trap();
  }
  override get name(): string {
    return trap();
  }
  override get cause(): unknown {
    return trap();
  }
  override get stack(): string {
    return trap();
  }
  get status(): number {
    return trap();
  }
}
const circular = new Error("c");
circular.cause = circular;

const thrown: [name: string, thrown: unknown, told: string][] = [
  ["null", null, "null"],
  ["undefined", undefined, "undefined"],
  ["a symbol", Symbol("s"), "Symbol(s)"],
  ["a bigint", 1n, "1"],
  ["an object without a prototype", Object.create(null), "unreadable object"],
  ["a proxy whose traps throw", PROXY, "unreadable object"],
  ["an error whose getters throw", new Touchy(), "Error"],
  ["an error that caused itself", circular, "Error: c"],
  [
    "an error with odd parts",
    Object.assign(new Error("o"), { message: 1n, cause: PROXY }),
    "Error <- unreadable object",
  ],
];
for (const [name, error, told] of thrown) {
  Deno.test(`describeError() describes ${name}`, () => {
    const secrets = { secrets: [], said: [] };
    assertEquals(describeError(error, secrets), told);
    assert(errorLine(error, { ...secrets, runId: null }).startsWith(told));
  });
}

Deno.test("errorLine() adds the stack, without paths or the message", () => {
  const error = new TypeError("no\n    at secret (/home/ann/secret.ts:1:1)");
  error.stack +=
    "\n    at Chain.run (file:///x/npm/registry.example/@langchain/core/1.4.0/dist/runnables/base.js:7:8)";
  error.stack += "\n    at async file:///home/ann/main.ts:9:10";
  const [line, first, ...rest] = errorLine(error, {
    secrets: [],
    said: "unknown",
    runId: "12345678-9",
  }).split("\n");
  assertEquals(line, "12345678 TypeError: (message withheld: set LOG_PROMPTS)");
  assert(/^ {4}at describe_error_test\.ts:\d+:\d+$/.test(first ?? ""), first);
  assertEquals(rest.slice(-1), ["    at Chain.run (@langchain/core, base.js:7:8)"]);
});
