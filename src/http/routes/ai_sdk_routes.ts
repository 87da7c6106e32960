import { text } from "../../wire/text.ts";
import { uiMessage } from "../../wire/ui_message.ts";
import { chooseDialect } from "../request/choose_dialect.ts";
import { jsonObject, nonEmptyString } from "../request/validate.ts";
import { readJson } from "../request/read_json.ts";
import { followRun } from "../journal/follow_run.ts";
import { REPLY_HEADERS } from "../reply/reply_headers.ts";
import { readOnDisconnect } from "../request/read_input.ts";
import type { FetchHandler } from "../handler.ts";
import type { Route } from "../router.ts";
import type { RunRoutesOptions } from "./run_routes.ts";
import type { Runner } from "../runner.ts";

/** The longest id of a chat whose stream can be resumed, in characters. */
const MAX_ID_LENGTH = 200;
const EXAMPLE = '{"messages":[{"role":"user","parts":[{"type":"text","text":"…"}]}]}';

/**
 * Returns the routes for the AI SDK's `useChat` and its transports. `runnable` in the body names the
 * runnable; the default is `chain`, or the first one.
 */
export function aiSdkRoutes(
  runner: Runner,
  { limits, protect, identify, journal, timer, bodies }: RunRoutesOptions,
): Route[] {
  const usual = runner.names.find((name) => name === "chain") ?? runner.names[0] ?? "";

  const chat: FetchHandler = async (request, { onModelCall, owner = null } = {}) => {
    const dialect = chooseDialect(request, [uiMessage, text]);
    const body = jsonObject(
      await readJson(request, { limits, timer, bodies, example: EXAMPLE }),
      "#",
    );
    const name = body.runnable == null ? usual : nonEmptyString(body.runnable, "#/runnable");
    runner.find(name);
    const input = { kind: "messages", value: body.messages, pointer: "#/messages" } as const;
    const { id } = body;
    return await runner.stream(request, {
      name,
      input,
      config: {},
      dialect,
      onModelCall,
      owner,
      alias: typeof id === "string" && id.length <= MAX_ID_LENGTH ? aliasOf(owner, id) : null,
      ...readOnDisconnect(body),
    });
  };

  // The whole stream again, from its start: `useChat` replaces the message that it has of it.
  const resume: FetchHandler = async (_, { params, owner = null } = {}) => {
    const nothing = () => new Response(null, { status: 204, headers: REPLY_HEADERS });
    const { chat = "" } = params ?? {};
    if (journal === null || chat.length > MAX_ID_LENGTH) return nothing();
    const runId = await journal.named(aliasOf(owner, chat));
    if (runId === null) return nothing();
    const { state } = await journal.find(runId, owner);
    if (state !== "running") return nothing();
    const location = runner.locationOf(runId);
    return await followRun(journal, { runId, owner, lastEventId: null, location, limits });
  };

  return [
    { path: "/api/chat", methods: { POST: protect(chat) } },
    { path: "/api/chat/:chat/stream", methods: { GET: identify(resume) } },
  ];
}

/** The name of a chat's latest run. Each key has chats of its own. */
function aliasOf(owner: string | null, chat: string): string {
  return `chat/${owner ?? ""}/${chat}`;
}
