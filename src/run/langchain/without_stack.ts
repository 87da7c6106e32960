/** A line of a stack trace, with its position in a file or a package. */
const FRAME = /^ {0,40}at .*:\d+:\d+\)?$/;

/**
 * Removes stack traces from the error message of a tool. LangChain adds a stack trace to the message
 * for the model, and it reveals paths of the server.
 *
 * @param content the content of the tool's message
 * @returns the content without stack traces; unchanged if it is not a string
 */
export function withoutStack<T>(content: T): T | string {
  if (typeof content !== "string" || !content.includes("at ")) return content;
  return content.split("\n").filter((line) => !FRAME.test(line)).join("\n").trimEnd();
}
