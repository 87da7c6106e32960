/** The commands of the documents that a test runs, and what each prints. */
export const RUN: Readonly<Record<string, RegExp>> = {
  "curl -N localhost:8000/chain/stream -H 'Accept: text/plain' -d '{\"user_message\":\"로라야 내일 나랑 같이 놀러갈까?\"}'":
    /^ 내일 논문 발표하는 수업 있고 논문 공부하느라고 바빠 😥 $/,
  "curl -N localhost:8000/chain/stream -H 'Accept: text/plain' -d '{\"user_message\":\"로라야 안녕?\"}'":
    /안녕/,
  "curl -N localhost:8000/agent/stream -H 'Accept: application/x-ndjson' -d '{\"input\":\"1+1은?\"}'":
    /"output":"알아봤어! 2 😊"/,
  "curl -N localhost:8000/agent/stream -H 'Accept: application/x-ndjson' -d '{\"user_message\":\"12 * (3 + 4) / 5는?\"}'":
    /"output":"알아봤어! 16.8 😊".*\n\{"event":"end"\}\n$/,
  'curl localhost:8000/chain/batch -d \'{"inputs":["로라야 너 MBTI 뭐야?","고마워!"]}\'':
    /^\{"output":\["[^"]+","[^"]+"\]/,
  'curl localhost:8000/chain/invoke -d \'{"input":"로라야 안녕?","config":{"configurable":{"thread_id":"1"}}}\'':
    /"end_reason":"marker"/,
  "curl -N localhost:8000/runs/$RUN_ID/stream -H 'Last-Event-ID: 7'": /^id: 8\n/,
  "curl -X POST localhost:8000/runs/$RUN_ID/cancel": /^$/,
  "curl -o client.mjs localhost:8000/client.js": /^$/,
  'deno task ask "로라야 안녕? 요즘 뭐해?"': /언어 모델 논문 요즘 보고 있어!/,
  'deno task ask "로라야 안녕?"': /안녕/,
  'cat README.md | deno task -q ask "Summarize this." > summary.txt': /^$/,
  'deno task -q ask --runnable agent "12 * (3 + 4) / 5는?"': /알아봤어! 16\.8 😊/,
  'deno task -q ask --system "Be brief." --temperature 0 --marker END "What is a token?"': /\w+/,
  "deno task -q ask --url http://localhost:8000 --json < question.txt":
    /^\{.*"runnable":"chain".*\n/,
  'deno task -q ask --url http://localhost:8000 --runnable joke --input \'{"topic":"cats"}\'':
    /A joke about cats/,
  "deno task ask --help": /--runnable/,
  "deno task example NAME": /^Names: own_chain,/m,
};

const MINUTES = "it takes minutes";
const SERVES = "it serves until it is stopped; tests/main_test.ts and tests/process/ start it";
const KEY = "it needs a model's server; tests/main_test.ts starts one with these variables";
const REGISTRY = "it needs a registry";

/** The commands of the documents that no test runs, and why. */
export const NOT_RUN: Readonly<Record<string, string>> = {
  "deno task dev": SERVES,
  "deno task start": SERVES,
  "deno task serve": SERVES,
  "npx -y deno@2.9 task dev": REGISTRY,
  "HOST=0.0.0.0 deno task start": "it listens on all addresses",
  "HOST=0.0.0.0 deno serve --parallel --host 0.0.0.0 $(deno task -q serve-flags) src/fetch.ts":
    "it listens on all addresses",
  "deno run --allow-read=data --allow-write=data $(deno task -q serve-flags) main.ts": SERVES,
  "OPENAI_API_KEY=sk-… OPENAI_MODEL=gpt-4o-mini deno task dev": KEY,
  "OPENAI_BASE_URL=http://localhost:11434/v1 OPENAI_MODEL=exaone3.5 deno task dev": KEY,
  "OPENAI_API_KEY=sk-… deno run $(deno task -q serve-flags) mine.ts":
    "tests/readme_test.ts runs this chain",
  "deno run --allow-net --allow-env --allow-sys=homedir mine.ts":
    "tests/readme_test.ts runs this chain with these permissions",
  "deno add jsr:@splitstream/splitstream": "the package is not published yet",
  "deno install": REGISTRY,
  "deno ci": REGISTRY,
  "deno task test": "it runs this test",
  "deno task test tests/run tests/wire": "it runs tests that run anyway",
  "deno task ok": "it runs this test",
  "deno task build": "tests/page/built_test.ts does what it does",
  "deno task fuzz": MINUTES,
  "deno task soak": MINUTES,
  "deno task simulate": "tests/simulate/simulation_test.ts simulates less",
  "deno task bench": MINUTES,
  "deno task bench:micro": MINUTES,
  "deno task bench:first-start": REGISTRY,
};
