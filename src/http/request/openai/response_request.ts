import { ECHOED, type ResponseEcho } from "../../../wire/openai/response_object.ts";
import { invalid, jsonObject } from "../validate.ts";
import { type GraphAnswers, withAnswers } from "../read_answers.ts";
import type { RunInput } from "../read_input.ts";
import { readConfig } from "../read_config.ts";
import { readCallAnswers } from "./read_call_answers.ts";
import { asNumber, readSampling, withinDepth } from "../read_sampling.ts";
import { toConversation } from "./response_input.ts";
import { responseFormat, toolParameters } from "./response_tools.ts";

/** A request to the Responses API. */
export interface ResponseRequest {
  input: RunInput & GraphAnswers;
  /** The fields that the response repeats. */
  echo: ResponseEcho;
}

/** The parameters that need a store, and why each is refused. */
const STORED: Readonly<Record<string, string>> = {
  previous_response_id:
    "must be missing: this server stores no responses. Send the whole conversation in input",
  conversation:
    "must be missing: this server stores no conversations. Send the whole conversation in input",
  prompt: "must be missing: this server stores no prompts. Send instructions and input",
};

/** The item of `include` that asks for log probabilities. */
const LOGPROBS = "message.output_text.logprobs";

/** The parameters that are numbers, with their names in chat completions. */
const NUMBERS: Readonly<Record<string, string>> = {
  temperature: "temperature",
  top_p: "top_p",
  max_output_tokens: "max_tokens",
};

/**
 * Reads the body of a request to the Responses API. Its parameters become those of chat
 * completions, which models know. `store` may be anything, because clients send `true` unasked: the
 * response says `false`.
 *
 * @throws {HttpError} 422, with a pointer, if a value is invalid or needs a store
 */
export function readResponseRequest(body: Record<string, unknown>): ResponseRequest {
  for (const [key, must] of Object.entries(STORED)) {
    if (body[key] != null) throw invalid(`#/${key}`, must);
  }
  if (body.background != null && body.background !== false) {
    throw invalid("#/background", "must be false: a response ends with its connection");
  }
  const echo = Object.fromEntries(
    ECHOED.filter((key) => body[key] != null).map((
      key,
    ) => [key, withinDepth(body[key], `#/${key}`)]),
  );
  const { answers, messages: value } = readCallAnswers(toConversation(body));
  const { config, sampling: more, ...settings } = readConfig(body.config, "#/config");
  return {
    input: {
      ...settings,
      input: { kind: "messages", value, pointer: "#/input" },
      ...withAnswers(config, answers),
      sampling: { ...more, ...sampling(body) },
    },
    echo,
  };
}

function sampling(body: Record<string, unknown>): Record<string, unknown> {
  const reasoning = body.reasoning == null ? {} : jsonObject(body.reasoning, "#/reasoning");
  const text = body.text == null ? {} : jsonObject(body.text, "#/text");
  const format = responseFormat(text.format);
  return {
    ...Object.fromEntries(
      Object.entries(NUMBERS).filter(([key]) => body[key] != null)
        .map(([key, name]) => [name, asNumber(body[key], `#/${key}`)]),
    ),
    ...(wantsLogprobs(body)
      ? readSampling({ logprobs: true, top_logprobs: body.top_logprobs }, "#")
      : {}),
    ...(reasoning.effort == null ? {} : { reasoning_effort: reasoning.effort }),
    ...(text.verbosity == null ? {} : { verbosity: text.verbosity }),
    ...(format === null ? {} : { response_format: format }),
    ...toolParameters(body),
  };
}

function wantsLogprobs({ include, top_logprobs }: Record<string, unknown>): boolean {
  return top_logprobs != null || Array.isArray(include) && include.includes(LOGPROBS);
}
