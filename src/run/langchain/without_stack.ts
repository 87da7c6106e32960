/** A line of a stack trace, with its position in a file or a package. */
const FRAME = /^ {0,40}at .*:\d+:\d+\)?$/;

/**
 * Takes the stack traces out of what a tool says of its failure. LangChain puts
 * one into the message for the model; it holds paths of the server.
 *
 * @param content the content of the tool's message
 * @returns the same without them, unchanged if it is not text
 */
export function withoutStack<T>(content: T): T | string {
  if (typeof content !== "string" || !content.includes("at ")) return content;
  return content.split("\n").filter((line) => !FRAME.test(line)).join("\n").trimEnd();
}
