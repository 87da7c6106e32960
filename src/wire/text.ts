/*
 * 언어 모델 논문 요즘 보고 있어!
 *
 * The answer and nothing else. A failure has no words here, and neither has a
 * JSON value: the body breaks.
 */
import type { Dialect } from "./dialect.ts";

/** The output's text alone, as it comes. */
export const text: Dialect = {
  name: "text",
  contentType: "text/plain; charset=utf-8",
  heartbeat: "",
  isTextOnly: true,

  createEncoder() {
    return (event) => {
      switch (event.type) {
        case "text":
          return event.text;
        case "start":
        case "reasoning":
        case "tool_call":
        case "updates":
        case "end":
          return "";
        case "value":
          throw new Error("The runnable yields a JSON value, which is not text");
        case "error":
          throw new Error(event.failure.message);
      }
    };
  },
};
