/** The texts of the page in a language. */
export type Messages = typeof ENGLISH;

const ENGLISH = {
  clear: "New chat",
  runnables: {
    model: "the model itself, without a prompt",
    chain: "prompt, history and model",
    agent: "a model with tools: time and arithmetic",
  } as Readonly<Record<string, string>>,
  runsOn: (model: string) => `Runs on ${model}`,
  demo: "This is a demo: a script, not a model. For a real model, start the server like this:",
  demoLocal: "For a server of your own, such as Ollama, add",
  promise: "Every token, the moment it exists.",
  what:
    "Put your LangChain chain behind one URL. Each piece of the answer arrives as the model writes it, the answer ends on the end marker, and every token split is on record.",
  ask: "Ask something.",
  try: "Ask something, or try one of these:",
  log: "Conversation",
  key: "Key",
  keyHint: "This server requires a key. It is kept in this tab only.",
  runnable: "Runnable",
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
  ended: "Ended",
  marker: (marker: string) => `by the end marker ${marker}`,
  done: "the model finished",
  filtered: "by the model's content filter",
  length: "at the length limit",
  stopped: "stopped by you",
  failed: "failed",
  firstToken: "First token",
  duration: "Took",
  speed: "Speed",
  perSecond: (count: string) => `${count} splits/s`,
  splits: "Splits",
  splitCount: (all: number, empty: number) => empty === 0 ? `${all}` : `${all}, ${empty} empty`,
  gap: "Longest gap",
  picture: (count: number, duration: string, gap: string) =>
    `${count} splits in ${duration}; the longest gap is ${gap}.`,
  legend: {
    wait: "wait",
    text: "text (taller is longer)",
    empty: "empty",
    marker: "end marker",
  },
  pictureNote: "Empty splits and the marker are not sent. They are drawn between their neighbours.",
  tokenSplits: "Token split text",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "Select the text and copy it",
  kept: "The answer so far is kept.",
  retry: "Try again",
  serverSays: (message: string) => `The server says: ${message}`,
  unreachable:
    "The server cannot be reached. Check that it runs and that you are online, then try again.",
  noAbout: "The server does not reply. Is it still running?",
  keyWanted: "This server requires a key. Enter it below, then try again.",
  keyRefused: "This server does not accept the key. Check it below, then try again.",
  notTaken: "The server refused this message. Change it, or start a new conversation.",
  tooMany: (seconds: number | null) =>
    `There are too many requests at the moment. Try again ${
      seconds === null ? "in a while" : `in ${seconds} s`
    }.`,
  modelFailed: "The model of this server failed. Try again. The server's log has the details.",
  tooSlow:
    "The model of this server did not answer in time. Try again. If it happens again, check that the model is running.",
  broken: "The connection broke during the answer. Try again.",
  unknown: "Something went wrong in this page. Reload it, then try again.",
};

const KOREAN: Messages = {
  clear: "새 대화",
  runnables: {
    model: "프롬프트 없이 모델만",
    chain: "프롬프트, 대화 기록, 모델",
    agent: "도구를 쓰는 모델: 시각과 계산",
  },
  runsOn: (model) => `모델: ${model}`,
  demo:
    "데모 모드입니다. 실제 모델이 아니라 정해진 대본으로 답합니다. 실제 모델은 이렇게 연결하세요:",
  demoLocal: "Ollama 같은 자체 서버를 쓴다면 이것도 추가하세요:",
  promise: "토큰이 생기는 순간, 바로 보여 줍니다.",
  what:
    "내 LangChain 체인을 URL 하나로 제공합니다. 모델이 쓰는 대로 한 조각씩 보여 주고, 종료 마커가 나오면 스스로 끝나며, 토큰이 어디서 나뉘었는지 모두 기록합니다.",
  ask: "무엇이든 물어보세요.",
  try: "무엇이든 물어보거나, 이 중 하나를 눌러 보세요:",
  log: "대화",
  key: "키",
  keyHint: "이 서버는 키가 필요합니다. 키는 이 탭에만 보관됩니다.",
  runnable: "러너블",
  view: "보기",
  viewText: "텍스트",
  viewSplits: "조각",
  message: "메시지",
  send: "보내기",
  stop: "중지",
  you: "나",
  answer: "답변",
  waiting: "첫 토큰을 기다리는 중…",
  answering: "답변하는 중…",
  complete: (text) => `답변이 끝났습니다: ${text}`,
  nothing: "(답변이 비어 있습니다.)",
  empty: "빈 조각",
  steps: "단계",
  ended: "끝난 이유",
  marker: (marker) => `종료 마커 ${marker}`,
  done: "모델이 답변을 마침",
  filtered: "모델의 콘텐츠 필터",
  length: "길이 제한",
  stopped: "사용자가 중지함",
  failed: "오류",
  firstToken: "첫 토큰",
  duration: "걸린 시간",
  speed: "속도",
  perSecond: (count) => `초당 ${count}조각`,
  splits: "조각",
  splitCount: (all, empty) => empty === 0 ? `${all}개` : `${all}개, 빈 조각 ${empty}개`,
  gap: "가장 긴 간격",
  picture: (count, duration, gap) => `${duration} 동안 조각 ${count}개, 가장 긴 간격은 ${gap}.`,
  legend: { wait: "대기", text: "텍스트(길수록 높음)", empty: "빈 조각", marker: "종료 마커" },
  pictureNote: "빈 조각과 마커는 전송되지 않으므로 앞뒤 조각 사이에 표시했습니다.",
  tokenSplits: "token split 결과",
  copy: "복사",
  copied: "복사했습니다",
  copyFailed: "텍스트를 선택해 직접 복사하세요",
  kept: "지금까지 받은 답변은 남아 있습니다.",
  retry: "다시 시도",
  serverSays: (message) => `서버 메시지: ${message}`,
  unreachable:
    "서버에 연결할 수 없습니다. 서버가 실행 중인지, 인터넷에 연결되어 있는지 확인하고 다시 시도하세요.",
  noAbout: "서버에서 모델 정보를 받지 못했습니다. 서버가 실행 중인가요?",
  keyWanted: "이 서버는 키가 필요합니다. 아래에 입력하고 다시 시도하세요.",
  keyRefused: "올바르지 않은 키입니다. 아래 키를 확인하고 다시 시도하세요.",
  notTaken: "서버가 이 메시지를 거부했습니다. 내용을 고치거나 새 대화를 시작하세요.",
  tooMany: (seconds) =>
    `지금은 요청이 너무 많습니다. ${
      seconds === null ? "잠시" : `${seconds}초`
    } 후에 다시 시도하세요.`,
  modelFailed: "모델에 문제가 생겼습니다. 다시 시도하세요. 자세한 내용은 서버 로그에 있습니다.",
  tooSlow:
    "모델이 제시간에 응답하지 않았습니다. 다시 시도하고, 계속 그러면 모델이 실행 중인지 확인하세요.",
  broken: "답변이 도중에 끊겼습니다. 다시 시도하세요.",
  unknown: "페이지에 문제가 생겼습니다. 새로고침한 뒤 다시 시도하세요.",
};

/** Returns the language of the reader, or English if the page does not have it. */
export function languageOf(languages: readonly string[]): "ko" | "en" {
  const known = languages.map((tag) => tag.toLowerCase().split("-")[0]);
  return known.find((tag) => tag === "ko" || tag === "en") === "ko" ? "ko" : "en";
}

/** Returns the texts in a language. */
export function messagesIn(language: "ko" | "en"): Messages {
  return language === "ko" ? KOREAN : ENGLISH;
}
