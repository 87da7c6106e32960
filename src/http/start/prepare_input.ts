import { InputError } from "../../run/langchain/input/input_error.ts";
import type { InputForm } from "../request/read_input.ts";
import { invalid } from "../request/validate.ts";
import type { Served } from "../served.ts";

/** Makes the input of a runnable, if its shape is known. @throws {HttpError} 422 */
export async function prepareInput(served: Served, form: InputForm): Promise<unknown> {
  if (served.shape === null) return form.value; // the run itself makes it
  try {
    return await served.prepare(form, served.shape);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw invalid(`${form.pointer}${error.pointer}`, error.must);
  }
}
