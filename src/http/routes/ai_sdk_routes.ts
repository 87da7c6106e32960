import { text } from "../../wire/text.ts";
import { uiMessageStream } from "../../wire/ui_message.ts";
import { chooseDialect } from "../request/choose_dialect.ts";
import { HttpError } from "../http_error.ts";
import { NOT_OLLAMA } from "../reply/unknown_route.ts";
import { invalid, isObject, jsonObject, nonEmptyString } from "../request/validate.ts";
import { readConfig } from "../request/read_config.ts";
import { readJson } from "../request/read_json.ts";
import type { FetchHandler } from "../handler.ts";
import type { Route } from "../router.ts";
import type { RunRoutesOptions } from "./run_routes.ts";
import type { Runner } from "../runner.ts";

const EXAMPLE = '{"messages":[{"role":"user","parts":[{"type":"text","text":"…"}]}]}';

const DIALECTS = [uiMessageStream(), text];

/**
 * Returns the routes for the AI SDK's `useChat` and its transports. `runnable` in the body names the
 * runnable; the default is `chain`, or the first one.
 */
export function aiSdkRoutes(
  runner: Runner,
  { limits, protect, timer, bodies }: RunRoutesOptions,
): Route[] {
  const usual = runner.names.find((name) => name === "chain") ?? runner.names[0] ?? "";

  const chat: FetchHandler = async (request, { apiKey, onModelCall } = {}) => {
    chooseDialect(request, DIALECTS);
    const body = jsonObject(
      await readJson(request, { limits, timer, bodies, example: EXAMPLE }),
      "#",
    );
    if (isOllama(body)) throw new HttpError(400, NOT_OLLAMA);
    const name = body.runnable == null ? usual : nonEmptyString(body.runnable, "#/runnable");
    runner.find(name);
    const { messages } = body;
    const tools = toTools(body.tools);
    const { sampling, ...config } = readConfig(body.config, "#/config");
    return await runner.stream(request, {
      ...config,
      name,
      input: { kind: "messages", value: messages, pointer: "#/messages" },
      ...(tools.length === 0 && sampling === undefined
        ? {}
        : { sampling: { ...sampling, ...(tools.length === 0 ? {} : { tools }) } }),
      dialect: chooseDialect(request, [uiMessageStream({ messageId: openAnswer(messages) }), text]),
      apiKey,
      onModelCall,
    });
  };

  // A chat that resumes a stream: there is none, which is not an error.
  const nothing: FetchHandler = () => new Response(null, { status: 204 });

  return [
    { path: "/api/chat", methods: { POST: protect(chat) } },
    { path: "/api/chat/:chat/stream", methods: { GET: nothing } },
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
