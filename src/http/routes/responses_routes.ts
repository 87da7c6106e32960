import { openAIResponse, openAIResponses } from "../../wire/openai_responses.ts";
import { withQuestionCalls } from "../../wire/openai/questions_as_calls.ts";
import type { FetchHandler } from "../handler.ts";
import { HttpError } from "../http_error.ts";
import { json } from "../reply/json.ts";
import { findModel } from "../request/openai/find_model.ts";
import { readResponseRequest } from "../request/openai/response_request.ts";
import { readJson } from "../request/body/read_json.ts";
import { jsonBoolean, jsonObject } from "../request/validate.ts";
import type { Route } from "../router.ts";
import type { Runner } from "../runner.ts";
import type { OpenAIRoutesOptions } from "./openai_routes.ts";

const EXAMPLE = '{"model":"chain","input":"…"}';

/**
 * Returns the routes of OpenAI's Responses API. `model` names the runnable. No response is stored:
 * each request brings the whole conversation, or names a thread in its `config`.
 */
export function responsesRoutes(
  runner: Runner,
  { limits, protect, timer, bodies, clock }: OpenAIRoutesOptions,
): Route[] {
  const respond: FetchHandler = async (request, info = {}) => {
    const { apiKey, onModelCall, owner = null } = info;
    const body = jsonObject(
      await readJson(request, { limits, timer, bodies, example: EXAMPLE }),
      "#",
    );
    const name = findModel(body.model, runner.names);
    const { input, echo } = readResponseRequest(body);
    const { waitsIn, ...read } = input;
    const asked = { name, ...read, apiKey, onModelCall, owner };
    const options = { created: Math.floor(clock().getTime() / 1_000), echo, waitsIn };
    if (body.stream == null || !jsonBoolean(body.stream, "#/stream")) {
      const completed = await runner.complete(request, asked);
      return json(openAIResponse(withQuestionCalls(completed, waitsIn), options));
    }
    return await runner.stream(request, { ...asked, dialect: openAIResponses(options) });
  };

  const refuse: FetchHandler = (_, { params } = {}) => {
    const id = JSON.stringify(params?.response ?? "");
    throw new HttpError(404, `There is no response ${id}: this server stores no responses.`);
  };

  return [
    { path: "/v1/responses", methods: { POST: protect(respond) } },
    { path: "/v1/responses/:response", methods: { GET: refuse, DELETE: refuse } },
    { path: "/v1/responses/:response/cancel", methods: { POST: refuse } },
    { path: "/v1/responses/:response/input_items", methods: { GET: refuse } },
  ];
}
