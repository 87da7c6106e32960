/*
 * 언어 모델 논문 요즘 보고 있어!
 *
 * The answer and nothing else. A failure has no words here: the body breaks.
 */
import type { Dialect } from "./dialect.ts";

/** The output's text alone, as it comes. */
export const text: Dialect = {
  name: "text",
  contentType: "text/plain; charset=utf-8",
  heartbeat: "",

  createEncoder() {
    return (event) => {
      switch (event.type) {
        case "text":
          return event.text;
        case "start":
        case "reasoning":
        case "updates":
        case "end":
          return "";
        case "error":
          throw new Error(event.failure.message);
      }
    };
  },
};
