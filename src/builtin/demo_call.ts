import { type ScriptedCall, toolCallFor } from "./demo_script.ts";

/** The tools that the demo may call, and how. */
export interface DemoTools {
  /** Tools in LangChain's form or in OpenAI's. */
  tools: readonly unknown[];
  /** LangChain's `tool_choice`: `any`, `none`, or the name of a tool. */
  choice: unknown;
}

/**
 * Returns the tool call that the demo makes for a message, or `null`: a call of its script, the tool
 * that it must call, or one whose name is in the message.
 */
export function demoCall(message: string, { tools, choice }: DemoTools): ScriptedCall | null {
  if (choice === "none") return null;
  const known = new Map(tools.map((tool) => [nameOf(tool), tool]));
  const scripted = toolCallFor(message);
  const isForced = typeof choice === "string" && choice !== "auto";
  if (scripted !== null && known.has(scripted.name) && (!isForced || choice === "any")) {
    return scripted;
  }
  const said = message.toLowerCase();
  const named = [...known.keys()].find((name) => name !== "" && said.includes(name.toLowerCase()));
  const name = !isForced ? named : choice === "any" ? named ?? [...known.keys()][0] : choice;
  return name !== undefined && known.has(name)
    ? { name, args: argsOf(schemaOf(known.get(name)), message.trim()) }
    : null;
}

function nameOf(tool: unknown): string {
  const { name, function: described } = Object(tool);
  return String(Object(described).name ?? name ?? "");
}

/** The JSON Schema of a tool in OpenAI's form. Other tools have arguments only in the script. */
function schemaOf(tool: unknown): unknown {
  return Object(Object(tool).function).parameters;
}

/** Fills in what a schema requires. Each text is the message: the demo understands nothing. */
function argsOf(schema: unknown, message: string): Record<string, unknown> {
  const { properties, required } = Object(schema);
  const names: unknown[] = Array.isArray(required) ? required : [];
  return Object.fromEntries(
    names.map((name) => [String(name), valueOf(Object(properties)[String(name)], message)]),
  );
}

function valueOf(schema: unknown, message: string): unknown {
  const { type, enum: values } = Object(schema);
  if (Array.isArray(values)) return values[0];
  if (type === "number" || type === "integer") return 1;
  if (type === "boolean") return true;
  if (type === "array") return [];
  if (type === "object") return argsOf(schema, message);
  return message;
}
