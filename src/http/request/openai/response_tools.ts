import { isObject } from "../../../wire/is_object.ts";
import { invalid, jsonBoolean, jsonObject, nonEmptyString } from "../validate.ts";

/**
 * Returns the tools of a request and their parameters as in chat completions; nothing if there are
 * no tools, as some clients send an empty list.
 *
 * @throws {HttpError} 422, with a pointer, if a tool is not a function, or a value is invalid
 */
export function toolParameters(
  { tools, tool_choice, parallel_tool_calls }: Record<string, unknown>,
): Record<string, unknown> {
  if (tools != null && !Array.isArray(tools)) throw invalid("#/tools", "must be an array of tools");
  const choice = tool_choice == null ? null : toToolChoice(tool_choice);
  if (!Array.isArray(tools) || tools.length === 0) {
    if (choice === null || choice === "auto" || choice === "none") return {};
    throw invalid("#/tool_choice", 'must be "auto" or "none", because there are no tools');
  }
  return {
    tools: tools.map((tool, i) => toTool(tool, `#/tools/${i}`)),
    ...(choice === null ? {} : { tool_choice: choice }),
    ...(parallel_tool_calls == null
      ? {}
      : { parallel_tool_calls: jsonBoolean(parallel_tool_calls, "#/parallel_tool_calls") }),
  };
}

/** Returns `text.format` as the `response_format` of chat completions; `null` for plain text. */
export function responseFormat(format: unknown): Record<string, unknown> | null {
  if (format == null) return null;
  const { type, ...schema } = jsonObject(format, "#/text/format");
  switch (type) {
    case "text":
      return null;
    case "json_object":
      return { type };
    case "json_schema":
      jsonObject(schema.schema, "#/text/format/schema");
      nonEmptyString(schema.name, "#/text/format/name");
      return { type, json_schema: withoutNulls(schema) };
    default:
      throw invalid("#/text/format/type", 'must be "text", "json_object" or "json_schema"');
  }
}

function toTool(tool: unknown, pointer: string): Record<string, unknown> {
  const { type, name, description, parameters, strict } = jsonObject(tool, pointer);
  if (type !== "function") {
    throw invalid(`${pointer}/type`, 'must be "function": this server has no tools of its own');
  }
  nonEmptyString(name, `${pointer}/name`);
  if (parameters != null) jsonObject(parameters, `${pointer}/parameters`);
  return { type, function: withoutNulls({ name, description, parameters, strict }) };
}

function toToolChoice(choice: unknown): unknown {
  if (choice === "auto" || choice === "none" || choice === "required") return choice;
  if (isObject(choice) && choice.type === "function") {
    const name = nonEmptyString(choice.name, "#/tool_choice/name");
    return { type: "function", function: { name } };
  }
  throw invalid("#/tool_choice", 'must be "auto", "none", "required" or a function');
}

function withoutNulls(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null));
}
