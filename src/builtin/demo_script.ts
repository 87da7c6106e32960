/** The chunks of an answer. */
export type Script = readonly string[];

/**
 * The prompts of the tutorial, and the chunks of its model's answers before the end marker. Many are
 * empty, as they were.
 */
const TUTORIAL: ReadonlyMap<string, Script> = new Map([
  [
    "로라야 안녕? 요즘 뭐해?",
    cut(
      " |언어 |모델 ||논문 ||요즘 |보고 ||있어! ||||혁신적인 |거 |하나 |있는데 ||||알려줄까? |||",
    ),
  ],
  [
    "로라야 내일 나랑 같이 놀러갈까?",
    cut(
      " ||내일 ||논문 ||발표하는 ||수업 |있고 ||논문 ||||공부하느라고 ||바빠 ||😥 |||",
    ),
  ],
  ["로라야 너 MBTI 뭐야?", cut(" |나 |||ENTJ! ||완전 |||매력적인 ||성격 |||아니야? |||")],
]);

/** The answers to other messages, by topic. The first match counts. */
const KOREAN: readonly [RegExp, string][] = [
  [/잘 ?자|잘 ?가|안녕히|또 ?봐/, "응, 조심히 들어가! 나는 논문 한 편만 더 읽고 잘게 🌙"],
  [
    /안녕|하이|반가/,
    "안녕! 나는 로라야 😊 요즘은 언어 모델 논문 읽느라 정신이 없어. 너는 뭐 하고 지내?",
  ],
  [
    /누구|이름|소개/,
    "나는 로라! 언어 모델을 연구하는 대학원생이야. 사실은 대본대로 말하는 데모 모델이지만 😉",
  ],
  [/고마|감사/, "별말을 다 해! 도움이 됐다니 내가 더 고마워 😊"],
  [
    /스트리밍|토큰/,
    "토큰이 생기는 대로 바로바로 보내는 게 스트리밍이야. 지금 보는 이 글도 그렇게 한 조각씩 온 거야!",
  ],
  [
    /마크다운|목록|표|코드/,
    '물론이지! 마크다운이야:\n\n1. **토큰**\n2. *조각*\n\n| 조각 | 글자 |\n|---|---|\n| `안녕` | 2 |\n\n```ts\nconst 인사 = "안녕";\n```\n',
  ],
  [/바빠|바쁘|뭐 ?해|뭐하/, "논문 쓰는 중이지 뭐… 그래도 너랑 얘기할 시간은 있어!"],
  [
    /./s,
    "음, 그건 내 대본에 없는 이야기네 😅 나는 데모 모델이라 정해진 말밖에 못 하거든. 진짜 모델을 연결하면 제대로 답해 줄게!",
  ],
];

const ENGLISH: readonly [RegExp, string][] = [
  [
    /\b(hi|hello|hey)\b/i,
    "Hi! I'm Lora 😊 These days I read papers on language models all day long. And you?",
  ],
  [
    /\b(who|name)\b/i,
    "I'm Lora, a graduate student of language models. Well, a demo model with a script, to be honest 😉",
  ],
  [/\bhow are you\b/i, "Busy with a paper, as always! But I do have time for you 😊"],
  [/\bthank/i, "You're most welcome! 😊"],
  [/\b(bye|good ?bye|good ?night)\b/i, "Take care! One more paper and I'm off to bed too 🌙"],
  [
    /\b(markdown|list|table|code)\b/i,
    'Sure, in Markdown:\n\n1. a **token**\n2. a *split*\n\n| split | bytes |\n|---|---|\n| `Hello` | 5 |\n\n```ts\nconst greeting = "Hello";\n```\n',
  ],
  [
    /\b(stream|token)/i,
    "Streaming means that every token is sent the moment it exists. What you are reading came just so, piece by piece!",
  ],
  [
    /./s,
    "Hm, that one is not in my script 😅 I'm only a demo model. Connect a real one and you'll get a real answer!",
  ],
];

/** Returns the chunks of the answer to a message, without an end marker. */
export function answerTo(message: string): Script {
  const said = message.trim();
  const recorded = TUTORIAL.get(said);
  if (recorded !== undefined) return recorded;
  const topics = /\p{Script=Hangul}/u.test(said) ? KOREAN : ENGLISH;
  const answer = topics.find(([topic]) => topic.test(said))?.[1] ?? "…";
  return words(answer).flatMap((word, i) => i % 3 === 2 ? [word, ""] : [word]);
}

/** Returns the chunks of the reasoning before the answer, if the message asks the demo to think. */
export function thoughtOn(message: string): Script {
  if (/생각|추론/.test(message)) return words("음, 대본에 있는 말인지 먼저 살펴보자. ");
  return /\b(think|reason)/i.test(message) ? words("Let me see whether my script has that. ") : [];
}

/** A tool call of the demo. */
export interface ScriptedCall {
  name: string;
  args: Readonly<Record<string, unknown>>;
}

/** Time zones by the names of places. */
const PLACES: readonly [RegExp, string][] = [
  [/서울|한국|seoul|korea/i, "Asia/Seoul"],
  [/도쿄|일본|tokyo|japan/i, "Asia/Tokyo"],
  [/베이징|북경|중국|beijing|china/i, "Asia/Shanghai"],
  [/런던|영국|london|england/i, "Europe/London"],
  [/파리|프랑스|paris|france/i, "Europe/Paris"],
  [/베를린|독일|berlin|germany/i, "Europe/Berlin"],
  [/뉴욕|new york/i, "America/New_York"],
];

/** How many characters of a message the demo reads. Its patterns are for short messages. */
const READS = 200;

/** Returns the tool call for a question about the time or a calculation, or `null`. */
export function toolCallFor(message: string): ScriptedCall | null {
  const said = message.slice(0, READS);
  const named = said.match(/\b[A-Z]\w+(\/[A-Z]\w+)+\b/)?.[0];
  const zone = named !== undefined && isTimeZone(named) ? named : undefined;
  if (zone !== undefined || /몇 ?시|시간|what time|time is it|the time (in|now)/i.test(said)) {
    const place = PLACES.find(([names]) => names.test(said))?.[1];
    const home = /\p{Script=Hangul}/u.test(said) ? "Asia/Seoul" : "UTC";
    return { name: "current_time", args: { time_zone: zone ?? place ?? home } };
  }
  const expression = said.match(/[-\d(.][\d\s.,()+*/%^×÷−-]*[\d)]/)?.[0].trim() ?? "";
  const isSum = /\d\s*[+*/%^×÷−-]/.test(expression) && !/\d-\d+-\d/.test(expression); // nor a date
  return isSum ? { name: "calculate", args: { expression } } : null;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false; // a RangeError: there is no such zone
  }
}

/** Returns the chunks of the answer for a tool's result. */
export function answerWith(result: string, { asked }: { asked: string }): Script {
  const opening = /\p{Script=Hangul}/u.test(asked) ? "알아봤어! " : "I looked it up: ";
  return words(`${opening}${result} 😊`);
}

/** Returns the chunks of an end marker, with the empty chunks of the tutorial. */
export function endWith(marker: string): Script {
  return words(`${marker} `).flatMap((word, i) => i === 0 ? [word] : ["", "", word]);
}

/** Splits a text after its spaces. */
function words(text: string): string[] {
  return text.match(/\S*\s|\S+/g) ?? [];
}

function cut(tokenSplits: string): Script {
  return tokenSplits.slice(0, -1).split("|");
}
