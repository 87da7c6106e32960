import { HttpError } from "../../http_error.ts";
import { nonEmptyString } from "../validate.ts";

/**
 * Returns the name of the runnable that `model` names.
 *
 * @throws {HttpError} 404, as OpenAI says it, if there is no such runnable; 422 if it is not a name
 */
export function findModel(model: unknown, names: readonly string[]): string {
  const name = nonEmptyString(model, "#/model");
  if (names.includes(name)) return name;
  const message = `Unknown model ${JSON.stringify(name)}. Available: ${names.join(", ")}.`;
  throw new HttpError(404, message, { pointer: "#/model", code: "model_not_found" });
}
