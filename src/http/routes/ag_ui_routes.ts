import { agUi } from "../../wire/ag_ui/ag_ui.ts";
import { chooseDialect } from "../request/choose_dialect.ts";
import { inThread } from "../request/read_answers.ts";
import { readAgUi } from "../request/read_ag_ui.ts";
import { readJson } from "../request/body/read_json.ts";
import type { FetchHandler } from "../handler.ts";
import type { Route } from "../router.ts";
import type { Runner } from "../runner.ts";
import type { RunRoutesOptions } from "./run_routes.ts";

const EXAMPLE =
  '{"threadId":"…","runId":"…","messages":[{"id":"…","role":"user","content":"…"}],"tools":[]}';

/** Returns the routes for AG-UI's clients, such as `HttpAgent` and CopilotKit. */
export function agUiRoutes(
  runner: Runner,
  { limits, protect, timer, bodies }: RunRoutesOptions,
): Route[] {
  const run = (name: string): FetchHandler => async (request, info = {}) => {
    const { apiKey, onModelCall, owner = null } = info;
    const { shape, options } = runner.find(name);
    chooseDialect(request, [agUi()]);
    // A graph takes its state beside the messages, and a function may.
    const kinds: unknown[] = ["state", "values", "any", undefined];
    const takesState = kinds.includes(shape?.kind) && options.fromMessages === undefined;
    const body = await readJson(request, { limits, timer, bodies, example: EXAMPLE });
    const { threadId, runId, resume, knownCalls, ...read } = readAgUi(body, takesState);
    const dialect = agUi({
      threadId,
      runId,
      ...(resume === null ? {} : { waitsIn: resume.threadId, knownCalls }),
    });
    const asked = resume === null
      ? { ...read, keepsQuestions: true }
      : { ...inThread(read, resume.threadId), answers: resume.answers };
    return await runner.stream(request, { ...asked, name, dialect, apiKey, onModelCall, owner });
  };
  const route = (path: string, handle: FetchHandler) => ({
    path,
    methods: { POST: protect(handle) },
  });

  return [
    // Without a pattern, a runnable may be called `stream`, too.
    ...runner.names.map((name) => route(`/ag-ui/${name}`, run(name))),
    route("/ag-ui/:runnable", (request, info) => run(info?.params?.runnable ?? "")(request, info)),
  ];
}
