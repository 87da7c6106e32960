import { isObject } from "../../../wire/is_object.ts";
import { invalid, jsonBoolean, jsonObject, nonEmptyString } from "../validate.ts";

/** The maximum number of tools, as at OpenAI's. */
const MAX_TOOLS = 128;

/**
 * Reads the function tools of a chat completion, with `tool_choice` and `parallel_tool_calls`, in
 * the form in which `sampling` takes them. Without tools there is nothing.
 *
 * @throws {HttpError} 422 if a tool or the choice is invalid
 */
export function readTools(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { tools, tool_choice, parallel_tool_calls, functions } = body;
  if (Array.isArray(functions) && functions.length > 0) {
    throw invalid("#/functions", "must not be set: send tools");
  }
  const names = tools == null ? [] : toolNames(tools);
  const choice = tool_choice == null ? null : readChoice(tool_choice, names);
  if (parallel_tool_calls != null) jsonBoolean(parallel_tool_calls, "#/parallel_tool_calls");
  if (names.length === 0) return {};
  return {
    tools,
    ...(choice === null ? {} : { tool_choice: choice }),
    ...(parallel_tool_calls == null ? {} : { parallel_tool_calls }),
  };
}

function toolNames(tools: unknown): string[] {
  if (!Array.isArray(tools)) throw invalid("#/tools", "must be an array of tools");
  if (tools.length > MAX_TOOLS) throw invalid("#/tools", `must have at most ${MAX_TOOLS} tools`);
  return tools.map((tool, i) => {
    const { type, function: described } = jsonObject(tool, `#/tools/${i}`);
    if (type !== "function") throw invalid(`#/tools/${i}/type`, 'must be "function"');
    const at = `#/tools/${i}/function`;
    const { name, description, parameters, strict } = jsonObject(described, at);
    if (description != null && typeof description !== "string") {
      throw invalid(`${at}/description`, "must be a string");
    }
    if (parameters != null) jsonObject(parameters, `${at}/parameters`);
    if (strict != null) jsonBoolean(strict, `${at}/strict`);
    return nonEmptyString(name, `${at}/name`);
  });
}

/** Returns a choice that leaves something to say; `null` for `auto`, which is the default. */
function readChoice(choice: unknown, names: readonly string[]): unknown {
  if (choice === "auto") return null;
  if (choice === "none") return choice;
  if (choice === "required") {
    if (names.length > 0) return choice;
    throw invalid("#/tool_choice", 'must be "none" or "auto": there are no tools');
  }
  const named = isObject(choice) && choice.type === "function" ? choice.function : null;
  if (!isObject(named)) {
    throw invalid("#/tool_choice", 'must be "none", "auto", "required" or a function');
  }
  const name = nonEmptyString(named.name, "#/tool_choice/function/name");
  if (names.includes(name)) return { type: "function", function: { name } };
  throw invalid("#/tool_choice/function/name", "must be the name of one of the tools");
}
