import type { CommandSettings } from "../../run/langchain/thread/bind_thread.ts";
import { assertStateKeys } from "../threads/assert_state_keys.ts";
import { isObject } from "../../wire/is_object.ts";
import { invalid, jsonObject } from "./validate.ts";

/**
 * Reads a LangGraph command: `{"resume": …}`, which answers an interrupt, `update`, and `goto`.
 *
 * @throws {HttpError} 422 if it is invalid
 */
export function readCommand(value: unknown): CommandSettings {
  const { resume, update, goto } = jsonObject(value, "#/command");
  for (const target of goto == null ? [] : [goto].flat()) {
    const node = isObject(target) ? target.node : target;
    if (typeof node !== "string") throw invalid("#/command/goto", "must name nodes");
  }
  assertStateKeys(update, "#/command/update");
  if (resume == null && update == null && goto == null) {
    // LangGraph takes `null` for no answer.
    throw resume === null
      ? invalid("#/command/resume", "must not be null: a question needs another answer")
      : invalid("#/command", "must have resume, update or goto");
  }
  return { resume, update, goto };
}
