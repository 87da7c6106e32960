import { openAIChat, openAICompletion } from "../../wire/openai_chat.ts";
import { invalid, isObject, jsonBoolean, jsonObject, nonEmptyString } from "../request/validate.ts";
import { HttpError } from "../http_error.ts";
import { json } from "../reply/json.ts";
import { endMarkerList } from "../request/end_marker_list.ts";
import { readOnDisconnect, type RunInput } from "../request/read_input.ts";
import { readJson } from "../request/read_json.ts";
import { readSampling } from "../request/read_sampling.ts";
import type { FetchHandler } from "../handler.ts";
import type { Route } from "../router.ts";
import type { RunRoutesOptions } from "./run_routes.ts";
import type { Runner } from "../runner.ts";

/** Options for {@linkcode openAIRoutes}. */
export interface OpenAIRoutesOptions extends RunRoutesOptions {
  /** Returns the current date, for `created`. */
  clock: () => Date;
}

const EXAMPLE = '{"model":"chain","messages":[{"role":"user","content":"…"}]}';

/** The maximum number of strings in `stop`. */
const MAX_STOPS = 4;

/** Returns the routes of OpenAI's chat completions. `model` names the runnable. */
export function openAIRoutes(
  runner: Runner,
  { limits, protect, timer, bodies, clock }: OpenAIRoutesOptions,
): Route[] {
  const seconds = () => Math.floor(clock().getTime() / 1000);
  const since = seconds();
  const describe = (id: string) => ({
    id,
    object: "model",
    created: since,
    owned_by: "splitstream",
  });
  const find = (name: string) => {
    if (runner.names.includes(name)) return name;
    const message = `Unknown model ${JSON.stringify(name)}. Available: ${runner.names.join(", ")}.`;
    throw new HttpError(404, message, { pointer: "#/model", code: "model_not_found" });
  };

  const complete: FetchHandler = async (request, { onModelCall, owner } = {}) => {
    const body = jsonObject(
      await readJson(request, { limits, timer, bodies, example: EXAMPLE }),
      "#",
    );
    const name = find(nonEmptyString(body.model, "#/model"));
    const asked = {
      name,
      ...readRequest(body, runner.endMarkers),
      onModelCall,
      owner: owner ?? null,
    };
    const created = seconds();
    if (body.stream == null || !jsonBoolean(body.stream, "#/stream")) {
      const completed = await runner.complete(request, asked);
      return json(openAICompletion(completed, { created }));
    }
    const { stream_options: options } = body;
    const includeUsage = isObject(options) && options.include_usage === true;
    const dialect = openAIChat({ created, includeUsage });
    return await runner.stream(request, { ...asked, dialect });
  };

  return [
    { path: "/v1/chat/completions", methods: { POST: protect(complete) } },
    {
      path: "/v1/models",
      methods: { GET: () => json({ object: "list", data: runner.names.map(describe) }) },
    },
    {
      path: "/v1/models/:model",
      methods: { GET: (_, { params } = {}) => json(describe(find(params?.model ?? ""))) },
    },
  ];
}

function readRequest(body: Record<string, unknown>, endMarkers: readonly string[]): RunInput {
  const { messages, stop, n, tool_choice } = body;
  if (n != null && n !== 1) throw invalid("#/n", "must be 1");
  if (Array.isArray(stop) && stop.length > MAX_STOPS) {
    throw invalid("#/stop", `must have at most ${MAX_STOPS} strings`);
  }
  const stops = stop == null ? [] : endMarkerList(stop, "#/stop");
  if (tool_choice === "required" || isObject(tool_choice)) {
    throw invalid(
      "#/tool_choice",
      'must be "none" or "auto": tools of the caller are not supported',
    );
  }
  return {
    input: { kind: "messages", value: messages, pointer: "#/messages" },
    config: {},
    endMarkers: [...endMarkers, ...stops],
    sampling: readSampling(body, "#"),
    ...readOnDisconnect(body),
  };
}
