import type { Messages } from "./messages.ts";

/** The texts of the terminal client in Korean. */
export const KOREAN: Messages = {
  usage: `모델, 체인, 에이전트에게 묻고, 토큰이 생기는 대로 봅니다.

사용법: deno task ask [옵션] [질문]

표준 입력은 질문 뒤에 붙고, 질문이 없으면 질문이 됩니다. 둘 다 없으면 터미널에서
대화합니다. 화살표 키로 앞의 질문을 불러오고, Alt-Enter로 줄을 바꾸고, Ctrl-C로
답변을 멈추고, Ctrl-D로 나갑니다.

색이 있는 터미널에는 답변이 나뉜 자리와 종료 마커가 보입니다. 파이프나 파일에는
답변만 나갑니다.

옵션:
  -r, --runnable 이름     러너블: model, chain, agent, 또는 서버에 있는 다른 것
                          (기본값: chain)
  -u, --url URL           실행 중인 서버의 주소. 예: http://localhost:8000
                          (기본값: 이 프로세스가 직접 답합니다)
  -i, --input JSON        질문을 받지 않는 러너블의 입력. 예: '{"topic":"cats"}'
      --thread ID         대화를 기억하는 스레드의 짧은 이름. 같은 이름으로 이어
                          갑니다
      --resume JSON       그래프가 스레드에서 묻는 것에 답합니다. 예:
                          '{"decisions":[{"type":"approve"}]}' 또는 '"cats"'
      --follow URL        다른 곳에서 시작한 실행의 답변을 봅니다:
                          http://localhost:8000/runs/ID/stream
  -s, --system 글         시스템 메시지
  -m, --model 이름        모델. 서버가 고르게 해 줄 때 씁니다
  -t, --temperature 수    모델의 temperature
      --marker 글         종료 마커. 여러 개도 됩니다 (기본값: 서버의 마커)
      --save 파일         답변마다 종료 기록을 JSON 한 줄로 파일 끝에 덧붙입니다
      --splits            조각의 기록을 표준 오류에 출력합니다
      --no-splits         텍스트만 보여 줍니다
      --json              이벤트를 한 줄에 하나씩 JSON으로 출력합니다
  -h, --help              이 도움말을 출력합니다

질문이 "-"로 시작하면 앞에 "--"를 쓰세요. 키가 필요한 서버에는 환경 변수
API_KEY를, 색을 끄려면 NO_COLOR를 설정하세요.

종료 코드: 답변이 온전하면 0, 아니면 1, 인자가 잘못되면 2,
그래프가 사람의 답을 기다리면 3, Ctrl-C로 멈추면 130.
`,
  seeHelp: (error) => `${error}. 옵션은 "deno task ask --help"로 볼 수 있습니다.`,
  unknownOption: (option) => `알 수 없는 옵션: ${option}`,
  badOption: (reason) => `옵션이 잘못되었습니다: ${reason}`,
  emptyOption: (option) => `${option} 값이 비어 있습니다`,
  emptyQuestion: "질문이 비어 있습니다",
  emptyInput: "질문이 비어 있습니다: 표준 입력에 내용이 없습니다",
  badInput: (reason) => `표준 입력을 읽을 수 없습니다: ${reason}`,
  notText: "표준 입력을 읽을 수 없습니다: UTF-8이 아닙니다",
  notWith: (option, other) => `함께 쓸 수 없습니다: ${option}, ${other}`,
  needsThread: "--resume에는 --thread가 필요합니다",
  question: "질문",
  badJson: (got) => `--input ${got}: '{"topic":"cats"}' 같은 JSON이어야 합니다`,
  badResume: (got) =>
    `--resume ${got}: '{"decisions":[{"type":"approve"}]}'나 '"cats"' 같은 JSON이어야 합니다`,
  badAddress: (got) => `--url ${got}: http://localhost:8000 같은 주소여야 합니다`,
  badRun: (got) => `--follow ${got}: http://localhost:8000/runs/ID/stream 같은 주소여야 합니다`,
  badTemperature: (got) => `--temperature ${got}: 0 이상의 수여야 합니다`,
  cannotWrite: (reason, path) =>
    path === null ? `쓸 수 없습니다: ${reason}` : `${path}에 쓸 수 없습니다: ${reason}`,

  talking: (model, runnable) => `대화 상대: ${model} (${runnable})`,
  demo: "데모",
  demoNote:
    "실제 모델이 아니라 정해진 대본입니다. 모델은 OPENAI_API_KEY나 OPENAI_BASE_URL로 연결하세요.",
  keys: "Ctrl-C로 답변을 멈추고, Ctrl-D로 나갑니다.",
  inThread: (thread) => `스레드: ${thread}. 나중에 "--thread ${thread}"로 이어 갑니다.`,
  threadEndsHere:
    "이 스레드는 프로그램과 함께 끝납니다. 서버(--url)나 저장소(KV_PATH, REDIS_URL)에만 남습니다.",
  asks: (question) => `그래프가 묻습니다: ${question}`,
  asksForCall: (call) => `그래프가 이 도구를 실행해도 되는지 묻습니다: ${call}`,
  yesOrNo: "y: 예, n: 아니요, n과 이유: 아니요, 모델에 이유를 알려 줍니다",
  resumeLater: (thread) => `스레드 ${thread}에서 답을 기다립니다: --thread ${thread} --resume JSON`,
  cannotResume: "스레드에서만 답할 수 있습니다. --thread ID로 다시 물으세요.",
  typeQuestion: "질문을 입력하고 Ctrl-D를 누르세요.",
  seconds: (count) => `${count}초`,
  thinking: (count) => `생각하는 중, ${count}초`,
  reconnecting: (count) => `연결이 끊겨 다시 연결하는 중, ${count}초`,
  reading: (count) => `표준 입력을 읽는 중, ${count}초`,

  unreachable: (server) =>
    `${server}에 연결할 수 없습니다. 서버가 실행 중인가요? "deno task start"로 시작합니다.`,
  keyRefused: (server) => `${server}: 올바르지 않은 키입니다. API_KEY를 확인하세요.`,
  keyRequired: (server) => `${server}: 키가 필요합니다. API_KEY를 설정하세요.`,
  broken: (reason) => `답변이 도중에 끊겼습니다. (${reason})`,
  lost: "연결이 끊겼습니다. 지금까지 온 답변은 그대로 있습니다.",
  readOn: (url) => `나머지가 서버에 있을 수 있습니다: deno task ask --follow ${url}`,
  askAgain: "다시 물으면 새로 답합니다.",
  tryAgain: (reason, seconds) => `${reason} ${seconds}초 후에 다시 시도하세요.`,
  cutOff: "답변이 길이 제한에서 잘렸습니다.",

  tokenSplits: "token split 결과:",
  splits: (count) => `조각 ${count}개`,
  empty: (count) => `빈 조각 ${count}개`,
  first: (time) => `첫 조각 ${time}`,
  rate: (count) => `초당 ${count}조각`,
  ended: {
    marker: (marker) => `끝난 이유: 종료 마커 ${marker}`,
    stop: "끝난 이유: 모델이 답변을 마침",
    filter: "끝난 이유: 모델의 콘텐츠 필터",
    length: "끝난 이유: 길이 제한",
    tool_calls: "끝난 이유: 도구 호출",
    interrupt: "사람의 답을 기다림",
    error: "오류로 끝남",
    cancelled: "중지함",
  },
};
