/*
 * 언어 모델 논문 요즘 보고 있어!
 *
 * The text of the answer and nothing else. A failure or a JSON value cannot be expressed: the body
 * breaks.
 */
import type { Dialect } from "./dialect.ts";

/** The text of the answer alone. */
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
        case "split":
        case "reasoning":
        case "tool_call":
        case "updates":
        case "step":
        case "custom":
        case "state":
        case "interrupt":
        case "graph":
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
