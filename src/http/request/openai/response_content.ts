import { isObject } from "../../../wire/is_object.ts";
import { invalid, jsonObject, nonEmptyString } from "../validate.ts";

type Part = Record<string, unknown>;

/** The types of the parts that are text: of a message, of a tool's result, of reasoning. */
const TEXTS: readonly unknown[] = [
  "input_text",
  "output_text",
  "text",
  "summary_text",
  "reasoning_text",
];

const NO_FILES = "must be missing: this server stores no files. Send the data itself";

/**
 * Returns the content of a message, or the result of a tool, with the parts of chat completions.
 *
 * @throws {HttpError} 422, with a pointer to the invalid part
 */
export function contentOf(content: unknown, pointer: string): string | Part[] {
  if (typeof content === "string") return content;
  return partsIn(content, pointer).map(([part, at]) => toPart(part, at));
}

/**
 * Returns the text of parts of which each must be text: all that an assistant has said, a refusal
 * included, or its reasoning.
 *
 * @throws {HttpError} 422, with a pointer to the invalid part
 */
export function textOf(content: unknown, pointer: string): string {
  return partsIn(content, pointer).map(([part, at]) => {
    const { type } = part;
    if (type === "refusal") return asString(part.refusal, `${at}/refusal`);
    if (TEXTS.includes(type)) return asString(part.text, `${at}/text`);
    throw invalid(`${at}/type`, "must be a text");
  }).join("");
}

function partsIn(content: unknown, pointer: string): [part: Part, pointer: string][] {
  if (!Array.isArray(content)) throw invalid(pointer, "must be a string or an array of parts");
  return content.map((part, i) => [jsonObject(part, `${pointer}/${i}`), `${pointer}/${i}`]);
}

function toPart(part: Part, pointer: string): Part {
  const { type } = part;
  if (TEXTS.includes(type)) return { type: "text", text: asString(part.text, `${pointer}/text`) };
  switch (type) {
    case "refusal":
      return { type: "text", text: asString(part.refusal, `${pointer}/refusal`) };
    case "input_image":
      return toImage(part, pointer);
    case "input_file":
      return toFile(part, pointer);
    case "input_audio":
      if (!isObject(part.input_audio)) throw invalid(`${pointer}/input_audio`, "must be an object");
      return { type, input_audio: part.input_audio };
    default:
      throw invalid(
        `${pointer}/type`,
        'must be "input_text", "input_image", "input_file", "input_audio" or "output_text"',
      );
  }
}

function toImage({ image_url, file_id, detail }: Part, pointer: string): Part {
  if (file_id != null) throw invalid(`${pointer}/file_id`, NO_FILES);
  const url = nonEmptyString(image_url, `${pointer}/image_url`);
  return { type: "image_url", image_url: { url, ...(detail == null ? {} : { detail }) } };
}

/** A file's address is for the model's server. LangChain's own part is the only one that has one. */
function toFile({ file_data, file_url, file_id, filename }: Part, pointer: string): Part {
  if (file_id != null) throw invalid(`${pointer}/file_id`, NO_FILES);
  if (file_url != null) {
    return { type: "file", url: nonEmptyString(file_url, `${pointer}/file_url`) };
  }
  const data = nonEmptyString(file_data, `${pointer}/file_data`);
  return { type: "file", file: { file_data: data, ...(filename == null ? {} : { filename }) } };
}

function asString(value: unknown, pointer: string): string {
  if (typeof value !== "string") throw invalid(pointer, "must be a string");
  return value;
}
