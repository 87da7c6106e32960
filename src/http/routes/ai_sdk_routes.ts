import { text } from "../../wire/text.ts";
import { uiMessageStream } from "../../wire/ui/ui_message.ts";
import { chooseDialect } from "../request/choose_dialect.ts";
import { HttpError } from "../http_error.ts";
import { NOT_OLLAMA } from "../reply/unknown_route.ts";
import { isObject } from "../../wire/is_object.ts";
import { invalid, jsonObject, nonEmptyString } from "../request/validate.ts";
import { inThread, readUIAnswers, threadOf } from "../request/read_answers.ts";
import { readConfig } from "../request/read_config.ts";
import { readJson } from "../request/body/read_json.ts";
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

const DIALECTS = [uiMessageStream(), text];

/**
 * Returns the routes for the AI SDK's `useChat` and its transports. `runnable` in the body names the
 * runnable; the default is `chain`, or the first one.
 */
export function aiSdkRoutes(
  runner: Runner,
  { limits, protect, identify, journal, timer, bodies }: RunRoutesOptions,
): Route[] {
  const usual = runner.names.find((name) => name === "chain") ?? runner.names[0] ?? "";

  const chat: FetchHandler = async (request, info = {}) => {
    const { apiKey, onModelCall, owner = null } = info;
    chooseDialect(request, DIALECTS);
    const body = jsonObject(
      await readJson(request, { limits, timer, bodies, example: EXAMPLE }),
      "#",
    );
    if (isOllama(body)) throw new HttpError(400, NOT_OLLAMA);
    const name = body.runnable == null ? usual : nonEmptyString(body.runnable, "#/runnable");
    runner.find(name);
    const { id, messages } = body;
    const tools = toTools(body.tools);
    const { sampling, ...asked } = readConfig(body.config, "#/config");
    const answers = readUIAnswers(messages);
    const threadId = answers?.threadId ?? threadOf(asked.config);
    const dialect = uiMessageStream({
      messageId: openAnswer(messages),
      threadId,
      answers: answers?.shown,
    });
    return await runner.stream(request, {
      ...(answers === null ? asked : inThread(asked, answers.threadId)),
      name,
      input: { kind: "messages", value: messages, pointer: "#/messages" },
      answers: answers?.answers,
      keepsQuestions: true,
      ...(tools.length === 0 && sampling === undefined
        ? {}
        : { sampling: { ...sampling, ...(tools.length === 0 ? {} : { tools }) } }),
      dialect: chooseDialect(request, [dialect, text]),
      apiKey,
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

/** Whether a body comes from a client of Ollama, which has a route of the same name. */
function isOllama({ id, model, messages }: Record<string, unknown>): boolean {
  return id === undefined && typeof model === "string" && Array.isArray(messages) &&
    !messages.some((message) => isObject(message) && "parts" in message);
}

/** Returns the id of the answer that the client goes on with, after it has made the calls in it. */
function openAnswer(messages: unknown): string | undefined {
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined;
  return isObject(last) && last.role === "assistant" && typeof last.id === "string"
    ? last.id
    : undefined;
}

/**
 * Reads the tools of the client: OpenAI's, or by their names, as assistant-ui sends them:
 * `{"weather":{"description","parameters"}}`.
 */
function toTools(tools: unknown): unknown[] {
  if (tools == null) return [];
  if (Array.isArray(tools)) return tools;
  return Object.entries(jsonObject(tools, "#/tools")).map(([name, tool]) => {
    if (!isObject(tool)) throw invalid(`#/tools/${name}`, "must be a tool");
    const { description, parameters } = tool;
    return {
      type: "function",
      function: {
        name,
        ...(description == null ? {} : { description }),
        ...(parameters == null ? {} : { parameters }),
      },
    };
  });
}

/** The name of a chat's latest run. Each key has chats of its own. */
function aliasOf(owner: string | null, chat: string): string {
  return `chat/${owner ?? ""}/${chat}`;
}
