import { text } from "../../wire/text.ts";
import { uiMessage } from "../../wire/ui_message.ts";
import { chooseDialect } from "../request/choose_dialect.ts";
import { jsonObject, nonEmptyString } from "../request/validate.ts";
import { readConfig } from "../request/read_config.ts";
import { readJson } from "../request/read_json.ts";
import type { FetchHandler } from "../handler.ts";
import type { Route } from "../router.ts";
import type { RunRoutesOptions } from "./run_routes.ts";
import type { Runner } from "../runner.ts";

const EXAMPLE = '{"messages":[{"role":"user","parts":[{"type":"text","text":"…"}]}]}';

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
    const dialect = chooseDialect(request, [uiMessage, text]);
    const body = jsonObject(
      await readJson(request, { limits, timer, bodies, example: EXAMPLE }),
      "#",
    );
    const name = body.runnable == null ? usual : nonEmptyString(body.runnable, "#/runnable");
    runner.find(name);
    const input = { kind: "messages", value: body.messages, pointer: "#/messages" } as const;
    const asked = { ...readConfig(body.config, "#/config"), name, input, apiKey, onModelCall };
    return await runner.stream(request, { ...asked, dialect });
  };

  // A chat that resumes a stream: there is none, which is not an error.
  const nothing: FetchHandler = () => new Response(null, { status: 204 });

  return [
    { path: "/api/chat", methods: { POST: protect(chat) } },
    { path: "/api/chat/:chat/stream", methods: { GET: nothing } },
  ];
}
