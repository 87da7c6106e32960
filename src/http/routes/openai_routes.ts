import { openAIChat, openAICompletion } from "../../wire/openai_chat.ts";
import { withQuestionCalls } from "../../wire/openai/questions_as_calls.ts";
import { isObject } from "../../wire/is_object.ts";
import { invalid, jsonBoolean, jsonObject } from "../request/validate.ts";
import { json } from "../reply/json.ts";
import { endMarkerList } from "../request/end_marker_list.ts";
import { findModel } from "../request/openai/find_model.ts";
import { readOnDisconnect, type RunInput } from "../request/read_input.ts";
import { readConfig } from "../request/read_config.ts";
import { readJson } from "../request/body/read_json.ts";
import { readSampling, withinDepth } from "../request/read_sampling.ts";
import { readCallAnswers } from "../request/openai/read_call_answers.ts";
import { type GraphAnswers, withAnswers } from "../request/read_answers.ts";
import { readTools } from "../request/openai/read_tools.ts";
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

/** The parameters of a runnable that takes tools, as chat applications look for them. */
const TOOL_PARAMETERS = ["tools", "tool_choice", "parallel_tool_calls"];

/** The maximum number of strings in `stop`. OpenAI takes 4, but its clients send more. */
const MAX_STOPS = 16;

/** Returns the routes of OpenAI's chat completions. `model` names the runnable. */
export function openAIRoutes(
  runner: Runner,
  { limits, protect, timer, bodies, clock }: OpenAIRoutesOptions,
): Route[] {
  const seconds = () => Math.floor(clock().getTime() / 1000);
  const since = seconds();
  const describe = (id: string) => {
    const { options: { title = id, description }, takesTools } = runner.find(id);
    return {
      id,
      object: "model",
      created: since,
      owned_by: "splitstream",
      name: title,
      ...(description === undefined ? {} : { description }),
      supported_parameters: ["stop", "stream", ...(takesTools === true ? TOOL_PARAMETERS : [])],
    };
  };

  const complete: FetchHandler = async (request, info = {}) => {
    const { apiKey, onModelCall, owner = null } = info;
    const body = jsonObject(
      await readJson(request, { limits, timer, bodies, example: EXAMPLE }),
      "#",
    );
    const name = findModel(body.model, runner.names);
    const { endMarkers = runner.endMarkers } = runner.find(name).options;
    const { waitsIn, ...read } = readRequest(body, endMarkers);
    const asked = { name, ...read, apiKey, onModelCall, owner };
    const created = seconds();
    if (body.stream == null || !jsonBoolean(body.stream, "#/stream")) {
      const completed = await runner.complete(request, asked);
      return json(openAICompletion(withQuestionCalls(completed, waitsIn), { created }));
    }
    const { stream_options: options } = body;
    const includeUsage = isObject(options) && options.include_usage === true;
    const dialect = openAIChat({ created, includeUsage, waitsIn });
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
      methods: {
        GET: (_, { params } = {}) => json(describe(findModel(params?.model, runner.names))),
      },
    },
  ];
}

function readRequest(
  body: Record<string, unknown>,
  endMarkers: readonly string[],
): RunInput & GraphAnswers {
  const { stop, n } = body;
  const { answers, messages } = readCallAnswers(body.messages);
  if (n != null && n !== 1) throw invalid("#/n", "must be 1");
  if (Array.isArray(stop) && stop.length > MAX_STOPS) {
    throw invalid("#/stop", `must have at most ${MAX_STOPS} strings`);
  }
  const stops = stop == null ? [] : endMarkerList(stop, "#/stop");
  const { config } = readConfig(body.config, "#/config");
  return {
    input: { kind: "messages", value: messages, pointer: "#/messages" },
    ...withAnswers(config, answers),
    endMarkers: [...endMarkers, ...stops],
    sampling: { ...readSampling(body, "#"), ...withinDepth(readTools(body), "#") },
    ...readOnDisconnect(body),
  };
}
