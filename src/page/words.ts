/** What the page says, in a language. */
export type Words = typeof ENGLISH;

const ENGLISH = {
  clear: "New conversation",
  runsOn: (model: string) => `Runs on ${model}`,
  ofYourOwn: "runnables of its own",
  demo: "This is a demo: a script, not a model. For a real one, start it so:",
  demoLocal: "and for a server of your own, such as Ollama, add",
  promise: "Every token, the moment it exists.",
  what:
    "A LangChain chain on the edge. You see each piece of the answer as the model writes it; the answer closes itself on the end marker, and every token split is on record.",
  try: "Ask something, or try one of these:",
  log: "Conversation",
  key: "Key",
  keyHint: "This server wants a key. It is kept in this tab only.",
  way: "Way",
  view: "View",
  viewText: "Text",
  viewSplits: "Splits",
  message: "Message",
  send: "Send",
  stop: "Stop",
  you: "You",
  answer: "Answer",
  waiting: "Waiting for the first token…",
  answering: "Answering…",
  complete: (text: string) => `The answer is complete: ${text}`,
  nothing: "(The answer is empty.)",
  empty: "empty",
  steps: "Steps",
  ended: "Ended by",
  marker: (marker: string) => `end marker ${marker}`,
  done: "the model was done",
  filtered: "the model's content filter",
  length: "a limit was met",
  stopped: "you",
  failed: "a failure",
  firstToken: "First token",
  duration: "Took",
  speed: "Speed",
  perSecond: (count: string) => `${count} tokens/s`,
  splits: "Splits",
  splitCount: (all: number, empty: number) => empty === 0 ? `${all}` : `${all}, ${empty} empty`,
  gap: "Longest gap",
  picture: (count: number, duration: string, gap: string) =>
    `${count} splits in ${duration}; the longest gap is ${gap}.`,
  pictureNote:
    "When each split came. Empty ones and the marker are not sent: they are drawn between their neighbours.",
  tokenSplits: "Token split text",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "Select the text and copy it",
  retry: "Try again",
  serverSays: (message: string) => `The server says: ${message}`,
  unreachable:
    "The server cannot be reached. Check that it runs and that you are online, then try again.",
  noAbout: "The server does not say what it runs on. Is it still running?",
  keyWanted: "This server wants a key. Put it in below, then try again.",
  keyRefused: "This server does not take that key. Check it below, then try again.",
  notTaken: "The server does not take this message. Change it, or start a new conversation.",
  tooMany: (seconds: number | null) =>
    `Too many are asking at the moment. Try again ${
      seconds === null ? "in a while" : `in ${seconds} s`
    }.`,
  modelFailed:
    "The model behind this server failed. What came before is kept; try again. The server's log says more.",
  tooSlow:
    "The model behind this server did not answer in time. Try again; if it stays so, check that the model runs.",
  broken: "The answer broke off. What came before is kept; try again.",
  unknown: "Something went wrong in this page. Reload it, then try again.",
};

const KOREAN: Words = {
  clear: "새 대화",
  runsOn: (model) => `모델: ${model}`,
  ofYourOwn: "직접 만든 러너블",
  demo: "지금은 데모입니다. 모델이 아니라 대본이 답합니다. 진짜 모델은 이렇게 연결하세요:",
  demoLocal: "Ollama 같은 내 서버라면 이것도 더하세요:",
  promise: "모든 토큰을, 생기는 바로 그 순간에.",
  what:
    "엣지에서 도는 LangChain 체인입니다. 모델이 쓰는 대로 한 조각씩 보이고, 종료 마커가 나오면 스스로 닫히며, 토큰이 나뉜 자리가 모두 기록됩니다.",
  try: "무엇이든 물어보거나, 이 중 하나를 눌러 보세요:",
  log: "대화",
  key: "키",
  keyHint: "이 서버는 키가 필요합니다. 키는 이 탭에만 남습니다.",
  way: "방식",
  view: "보기",
  viewText: "글",
  viewSplits: "토큰",
  message: "메시지",
  send: "보내기",
  stop: "멈추기",
  you: "나",
  answer: "답변",
  waiting: "첫 토큰을 기다리는 중…",
  answering: "답변하는 중…",
  complete: (text) => `답변이 끝났습니다: ${text}`,
  nothing: "(답변이 비어 있습니다.)",
  empty: "빈 토큰",
  steps: "단계",
  ended: "끝난 이유",
  marker: (marker) => `종료 마커 ${marker}`,
  done: "모델이 다 말함",
  filtered: "모델의 콘텐츠 필터",
  length: "길이 제한",
  stopped: "직접 멈춤",
  failed: "오류",
  firstToken: "첫 토큰",
  duration: "걸린 시간",
  speed: "속도",
  perSecond: (count) => `초당 ${count}토큰`,
  splits: "토큰",
  splitCount: (all, empty) => empty === 0 ? `${all}개` : `${all}개, 빈 토큰 ${empty}개`,
  gap: "가장 긴 틈",
  picture: (count, duration, gap) => `${duration} 동안 토큰 ${count}개, 가장 긴 틈은 ${gap}.`,
  pictureNote: "토큰이 도착한 때입니다. 빈 토큰과 마커는 보내지 않으므로 이웃 사이에 그렸습니다.",
  tokenSplits: "token split 결과",
  copy: "복사",
  copied: "복사했습니다",
  copyFailed: "글을 선택해서 복사하세요",
  retry: "다시 시도",
  serverSays: (message) => `서버의 말: ${message}`,
  unreachable:
    "서버에 연결할 수 없습니다. 서버가 켜져 있는지, 인터넷이 되는지 확인하고 다시 시도하세요.",
  noAbout: "서버가 무엇으로 도는지 답하지 않습니다. 아직 켜져 있나요?",
  keyWanted: "이 서버는 키가 필요합니다. 아래에 넣고 다시 시도하세요.",
  keyRefused: "이 서버가 받지 않는 키입니다. 아래의 키를 확인하고 다시 시도하세요.",
  notTaken: "서버가 이 메시지를 받지 않습니다. 고쳐 쓰거나 새 대화를 시작하세요.",
  tooMany: (seconds) =>
    `지금은 요청이 너무 많습니다. ${
      seconds === null ? "잠시" : `${seconds}초`
    } 뒤에 다시 시도하세요.`,
  modelFailed:
    "서버 뒤의 모델에 문제가 생겼습니다. 여기까지 온 답은 남아 있습니다. 다시 시도하세요. 자세한 것은 서버 로그에 있습니다.",
  tooSlow:
    "서버 뒤의 모델이 제때 답하지 않았습니다. 다시 시도하고, 계속 그러면 모델이 도는지 확인하세요.",
  broken: "답변이 도중에 끊겼습니다. 여기까지 온 답은 남아 있습니다. 다시 시도하세요.",
  unknown: "이 페이지에 문제가 생겼습니다. 새로 고치고 다시 시도하세요.",
};

/** The language of the reader, as far as the page speaks it. */
export function languageOf(languages: readonly string[]): "ko" | "en" {
  const known = languages.map((tag) => tag.toLowerCase().split("-")[0]);
  return known.find((tag) => tag === "ko" || tag === "en") === "ko" ? "ko" : "en";
}

/** The words of a language. */
export function wordsOf(language: "ko" | "en"): Words {
  return language === "ko" ? KOREAN : ENGLISH;
}
